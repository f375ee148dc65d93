// Saves a draft while it is typed, and keeps a copy on this device until the server has it.
//
// <form data-autosave-url="…" data-autosave-key="report-17" data-autosave-person="8"> with components/autosave_state.html inside.
// Without a URL only the copy on this device is kept, until a message of the server says that it has what was typed.
// The server answers {"saved_at": "14:32", "version": 4}, or a problem (RFC 9457) with "detail" or "errors". Where saving
// began the draft it also answers "fields" (values of hidden inputs), "key" and "address": what the form is about from now on.

const COPIES = "roadmap:typed:";
const KEPT_FOR = 14 * 24 * 3600 * 1000;
const PAUSE = 1500;
const PATIENCE = 15000;
const RETRIES = [5000, 15000, 60000];
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "version", "report", "checked"]);

const clock = (moment) =>
  `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;

/** Everything typed or chosen in `form`, as lists of strings by name; files stay out. */
function typedIn(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) {
    if (NOT_TYPED.has(name) || typeof value !== "string") continue;
    (typed[name] ??= []).push(value.replace(/\r\n/g, "\n"));
  }
  return typed;
}

/** Puts `typed` back into `form`. */
function fill(form, typed) {
  const used = {};
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || NOT_TYPED.has(name) || ["file", "submit", "button", "fieldset"].includes(type)) continue;
    const values = typed[name] ?? [];
    if (type === "checkbox" || type === "radio") control.checked = values.includes(control.value);
    else if (type === "select-multiple") for (const option of control.options) option.selected = values.includes(option.value);
    else if (name in typed) control.value = values[(used[name] = (used[name] ?? -1) + 1)] ?? "";
  }
}

const isEqual = (one, other) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-autosave-state]");
    this.words = this.state.querySelector("[data-autosave-words]");
    this.key = `${COPIES}${form.dataset.autosavePerson}:${form.dataset.autosaveKey}`;
    this.unsaved = false;
    this.saving = false;
    this.stopped = false;
    this.attempt = 0;
    this.recover();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.sent(event));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => this.save());
    window.addEventListener("pagehide", () => this.leave());
    // A page brought back from memory holds an old version: the copy on this device is put into a fresh one.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  get version() {
    return this.form.elements.version?.value ?? "";
  }

  // The copy on this device -------------------------------------------------------------

  keep() {
    if (!this.unsaved) return;
    const copy = { typed: typedIn(this.form), at: Date.now(), version: this.version };
    try {
      localStorage.setItem(this.key, JSON.stringify(copy));
    } catch (error) {
      // The device is full or forbids it: the person must know that only the server keeps the text now.
      if (!(error instanceof DOMException)) throw error;
      this.say("waiting");
    }
  }

  recover() {
    const kept = localStorage.getItem(this.key);
    if (!kept) return;
    const copy = JSON.parse(kept);
    if (isEqual(copy.typed, typedIn(this.form))) {
      // The page came back with what was typed, but the server has not said that it is saved.
      this.typed();
      return;
    }
    const time = clock(new Date(copy.at));
    const original = typedIn(this.form);
    const restore = () => {
      fill(this.form, copy.typed);
      this.say("restored", { time });
      this.offer(this.state.dataset.discardLabel, () => {
        fill(this.form, original);
        this.forget();
        this.typed();
      });
      this.typed({ quietly: true });
    };
    if (copy.version === this.version) {
      restore();
      return;
    }
    this.say("differs", { time });
    this.offer(this.state.dataset.restoreLabel, restore);
    this.offer(this.state.dataset.discardLabel, () => {
      this.forget();
      this.say("");
    });
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  // Typing and sending ------------------------------------------------------------------

  typed({ quietly = false } = {}) {
    this.unsaved = true;
    this.form.dataset.unsaved = "true";
    this.changed = true;
    clearTimeout(this.copying);
    this.copying = setTimeout(() => this.keep(), 200);
    if (this.stopped) return;
    if (!quietly && !["restored", "offline", "failed", "signed-out"].includes(this.state.dataset.state)) this.say("waiting");
    this.plan(PAUSE);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  body() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    return body;
  }

  send(options = {}) {
    const { autosaveUrl } = this.form.dataset;
    const headers = { Accept: "application/json", "X-Requested-With": "autosave" };
    return fetch(autosaveUrl, { method: "POST", body: this.body(), headers, redirect: "manual", ...options });
  }

  async save() {
    if (!this.unsaved || this.saving || this.stopped || this.form.dataset.sentAt) return;
    // A form without an address to save at is kept on this device alone, until it was sent.
    if (!this.form.dataset.autosaveUrl) return this.keep();
    this.saving = true;
    this.changed = false;
    clearTimeout(this.timer);
    this.keep();
    try {
      let answer = await this.send({ signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 403 && (await this.renewToken())) answer = await this.send({ signal: AbortSignal.timeout(PATIENCE) });
      await this.hear(answer);
    } catch (error) {
      // TypeError: no network; the others: no answer in time.
      if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
      this.failed(navigator.onLine && !(error instanceof TypeError) ? "failed" : "offline");
    } finally {
      this.saving = false;
      if (this.waiting) this.sendOn();
    }
  }

  async hear(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.failed("signed-out");
    if (answer.ok) return this.saved(await answer.json());
    if (answer.status === 409 || answer.status === 412) {
      this.stopped = true;
      return this.say("stale");
    }
    if (answer.status >= 500 || answer.status === 429) return this.failed("failed");
    return this.say("refused", { reason: await this.reasonOf(answer) });
  }

  /** The form is sent whole: after a save that is under way, which may still begin the draft or move its version. */
  sent(event) {
    this.keep();
    if (!this.saving) return;
    event.preventDefault();
    this.waiting = { submitter: event.submitter };
  }

  /** Sends the form that waited for a save. */
  sendOn() {
    const { submitter } = this.waiting;
    this.waiting = undefined;
    this.form.requestSubmit(submitter);
  }

  /** Learns what the form is about from now on, when saving has begun the draft. */
  learn({ fields = {}, key, address }) {
    for (const [name, value] of Object.entries(fields)) this.form.elements[name].value = value;
    if (address) history.replaceState(history.state, "", address);
    if (!key || key === this.form.dataset.autosaveKey) return;
    this.forget();
    this.form.dataset.autosaveKey = key;
    this.key = `${COPIES}${this.form.dataset.autosavePerson}:${key}`;
  }

  saved({ saved_at: time, version, ...news }) {
    this.attempt = 0;
    if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
    this.learn(news);
    if (this.changed) {
      this.keep();
      this.plan(PAUSE);
      return;
    }
    this.unsaved = false;
    delete this.form.dataset.unsaved;
    clearTimeout(this.copying);
    this.forget();
    this.say("saved", { time });
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true }));
  }

  failed(state) {
    this.say(state);
    this.plan(RETRIES[Math.min(this.attempt++, RETRIES.length - 1)]);
  }

  async reasonOf(answer) {
    if (!answer.headers.get("Content-Type")?.includes("json")) return "";
    const problem = await answer.json();
    return problem.errors?.map((error) => error.message).join(" ") || problem.detail || "";
  }

  /** Fetches a fresh form and takes its token: a sign-in in another tab makes the old one invalid. */
  async renewToken() {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-autosave-url] [name=csrfmiddlewaretoken]")?.value;
    if (!fresh) return false;
    for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = fresh;
    return true;
  }

  leave() {
    this.keep();
    // What would begin a draft is not sent on leaving: nobody would hear which draft it began. The copy stays here.
    if (this.form.elements.report?.value === "" || !this.form.dataset.autosaveUrl) return;
    if (!this.unsaved || this.saving || this.stopped || this.form.dataset.sentAt) return;
    // The copy stays until a later page hears that the server has it.
    this.send({ keepalive: true }).catch((error) => {
      if (!(error instanceof TypeError)) throw error;
    });
  }

  // Saying ------------------------------------------------------------------------------

  say(state, facts = {}) {
    this.state.dataset.state = state;
    const name = state.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    this.words.textContent = (this.state.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, fact) => facts[fact] ?? "");
    for (const button of this.state.querySelectorAll("button")) button.remove();
  }

  offer(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = label;
    button.addEventListener("click", act);
    this.state.append(button);
  }
}

for (const key of Object.keys(localStorage)) {
  if (key.startsWith(COPIES) && Date.now() - JSON.parse(localStorage.getItem(key)).at > KEPT_FOR) localStorage.removeItem(key);
}
for (const form of document.querySelectorAll("form[data-autosave-key]")) new Autosave(form);
