// Dragging a file onto the place for evidence fills the ordinary file input.

for (const place of document.querySelectorAll("[data-file-drop]")) {
  const input = place.querySelector('input[type="file"]');
  const isFiles = (event) => event.dataTransfer?.types.includes("Files");

  place.addEventListener("dragover", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    place.classList.add("is-over");
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("is-over");
  });
  place.addEventListener("drop", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    place.classList.remove("is-over");
    const dropped = new DataTransfer();
    const files = [...event.dataTransfer.files];
    for (const file of input.multiple ? files : files.slice(0, 1)) dropped.items.add(file);
    input.files = dropped.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}
