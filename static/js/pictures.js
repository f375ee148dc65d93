// Saves a picture that the server drew as PNG, twice as large, for where an SVG cannot go: slides and letters.
//
// <button type="button" data-png="address of the SVG" data-name="name of the file">

const TIMES = 2;

/** Returns the picture at `address`, drawn as large as it is saved. */
async function drawn(address) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * TIMES;
  canvas.height = picture.naturalHeight * TIMES;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((tell) => canvas.toBlob(tell, "image/png"));
}

function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

for (const button of document.querySelectorAll("[data-png]")) {
  button.addEventListener("click", async () => {
    const failed = document.querySelector('[data-notice="failed"]');
    failed.hidden = true;
    try {
      save(await drawn(button.dataset.png), button.dataset.name);
    } catch (error) {
      // EncodingError: no picture came, such as after the session's end.
      if (!(error instanceof DOMException)) throw error;
      failed.hidden = false;
    }
  });
}
