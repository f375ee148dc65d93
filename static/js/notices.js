// Says when the connection or the session is gone, instead of a page that silently does nothing.

const BEFORE_THE_END = 600;
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

// Session: warned of ten minutes ahead, because the server notes the last use once in five ----

const warning = notice("session");
const limit = Number(warning?.dataset.seconds || 0);
let timer;

function expectTheEnd() {
  if (!limit) return;
  clearTimeout(timer);
  show("session", false);
  timer = setTimeout(() => show("session"), Math.max(limit - BEFORE_THE_END, 0) * 1000);
}
expectTheEnd();

warning?.querySelector("[data-stay]").addEventListener("click", async () => {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "stay" } });
    if (leadsToLogin(answer.url)) {
      show("session", false);
      show("signed-out");
    } else {
      expectTheEnd();
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    show("offline");
  }
});
document.addEventListener("autosave:saved", expectTheEnd);

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
  expectTheEnd();
});
for (const name of ["htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => show("failed"));
}
document.addEventListener("htmx:sendError", () => show(navigator.onLine ? "failed" : "offline"));
