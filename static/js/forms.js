// Every form: the focus goes to what is wrong, one click sends once, unsaved text is not left by accident.

const COPIES = "roadmap:typed:";
const SENT_FOR = 5000;

document.querySelector("[data-error-summary]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  // A second click within seconds is the same click: it must not report twice.
  if (Date.now() - Number(form.dataset.sentAt ?? 0) < SENT_FOR) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = String(Date.now());
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sentAt;
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "warnUnsaved" in form.dataset) form.dataset.unsaved = "true";
});

window.addEventListener("beforeunload", (event) => {
  const forgotten = [...document.forms].some((form) => form.dataset.unsaved && !form.dataset.sentAt);
  if (forgotten) event.preventDefault();
});

// The server says in a message that it has what was typed: the copy on this device goes.
function dropCopies(root) {
  for (const message of root.querySelectorAll('[data-message^="saved:"]')) {
    const name = message.dataset.message.slice("saved:".length);
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(COPIES) && key.endsWith(`:${name}`)) localStorage.removeItem(key);
    }
  }
}
dropCopies(document);
document.addEventListener("htmx:load", (event) => dropCopies(event.detail.elt));
