/* Samples that scroll sideways can be reached by keyboard too. */
(function () {
  "use strict";
  new MutationObserver(function () {
    document.querySelectorAll("pre.example:not([tabindex]), pre.microlight:not([tabindex])").forEach(
      function (sample) { sample.tabIndex = 0; }
    );
  }).observe(document.getElementById("swagger-ui"), { childList: true, subtree: true });
})();
