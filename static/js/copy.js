// A secret that is shown once: selected at a touch, copied by a button.

for (const field of document.querySelectorAll("[data-copy]")) {
  field.addEventListener("focus", () => field.select());
}

for (const button of document.querySelectorAll("[data-copy-from]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copyFrom);
    field.select();
    await navigator.clipboard.writeText(field.value);
    const copied = button.parentElement.querySelector("[data-copied]");
    if (copied) copied.hidden = false;
  });
}
