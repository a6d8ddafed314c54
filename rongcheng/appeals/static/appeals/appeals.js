/* Small behaviours of the pages of appeals. */
(function () {
  "use strict";

  /* A link to something that can be done opens its form. */
  function opened() {
    const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (named && named.tagName === "DETAILS") { named.open = true; named.scrollIntoView({ block: "start" }); }
  }

  window.addEventListener("hashchange", opened);
  opened();
})();
