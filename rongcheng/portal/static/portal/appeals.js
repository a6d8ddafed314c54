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

  /* A file chosen is sent at once, so three buttons take the place of the browser's own fields. */
  document.querySelectorAll("[data-at-once]").forEach(function (files) {
    files.classList.add("ready");
    files.closest("form").addEventListener("submit", function (event) {
      if (event.submitter) return;
      files.setAttribute("aria-busy", "true");
      files.querySelector("[data-sending]").textContent = files.dataset.atOnce;
    });
  });
})();
