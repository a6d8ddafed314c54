/* Small comforts of telling and following; everything works without them. */
(function () {
  "use strict";

  /* Copies a number; without scripts it is selected with one touch. */
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async function () {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("span").textContent = button.dataset.copied;
    });
  });

  /* Three buttons take the place of the browser's own fields; what was chosen is told below them,
     or is sent at once where the page keeps files. */
  document.querySelectorAll("[data-files]").forEach(function (files) {
    const told = files.querySelector("[data-chosen]");
    files.classList.add("ready");
    files.addEventListener("change", function () {
      const names = [];
      files.querySelectorAll("input").forEach(function (input) {
        Array.from(input.files, function (file) { names.push(file.name); });
      });
      told.textContent = files.dataset.atOnce || names.join("、");
      if (files.dataset.atOnce) files.setAttribute("aria-busy", "true");
    });
  });
})();
