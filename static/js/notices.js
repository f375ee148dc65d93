// Says when the connection or the session is gone, instead of a page that silently does nothing.

const notice = (name) => document.querySelector(`[data-notice="${name}"]`);
const show = (name, shown = true) => {
  const element = notice(name);
  if (element) element.hidden = !shown;
};
const loginPath = document.body.dataset.loginUrl;
const leadsToLogin = (address) => Boolean(address) && new URL(address, location.href).pathname === loginPath;

// Connection -------------------------------------------------------------------------------

const tellConnection = () => show("offline", !navigator.onLine);
window.addEventListener("online", tellConnection);
window.addEventListener("offline", tellConnection);
tellConnection();

// Session: two minutes before its end the server is asked what is left, for another tab may have used it.
// Asking is no use of the session; the button is.

const BEFORE_THE_END = 120;
const limit = Number(notice("session")?.dataset.seconds || 0);
let timer;

function askIn(seconds) {
  clearTimeout(timer);
  timer = setTimeout(askWhatIsLeft, Math.max(seconds, 1) * 1000);
}

function expectTheEnd(seconds = limit) {
  if (!limit) return;
  for (const name of ["session", "session-final"]) show(name, false);
  askIn(seconds - BEFORE_THE_END);
}

async function askWhatIsLeft() {
  try {
    const answer = await fetch(document.body.dataset.sessionUrl, { headers: { Accept: "application/json" } });
    if (leadsToLogin(answer.url)) {
      for (const name of ["session", "session-final"]) show(name, false);
      show("signed-out");
      return;
    }
    const left = await answer.json();
    if (left.seconds > BEFORE_THE_END + 5) {
      expectTheEnd(left.seconds);
    } else {
      show(left.is_final ? "session-final" : "session");
      askIn(left.seconds + 2);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    askIn(30);
  }
}
expectTheEnd();

// A use is written down every few minutes and never puts off the last end: the page does not guess, the timer stays
// and asks in time; what is announced already is asked anew.
function wasUsed() {
  if (["session", "session-final"].some((name) => notice(name)?.hidden === false)) askWhatIsLeft();
}

notice("session")?.querySelector("[data-stay]").addEventListener("click", async () => {
  try {
    await fetch(location.href, { headers: { "X-Requested-With": "stay" } });
    await askWhatIsLeft();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    show("offline");
  }
});
document.addEventListener("autosave:saved", wasUsed);

// htmx -----------------------------------------------------------------------------------

document.addEventListener("htmx:beforeSwap", (event) => {
  // A sign-in page must not land inside a table.
  if (!leadsToLogin(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  show("signed-out");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  show("failed", false);
  wasUsed();
});
for (const name of ["htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => show("failed"));
}
document.addEventListener("htmx:sendError", () => show(navigator.onLine ? "failed" : "offline"));
