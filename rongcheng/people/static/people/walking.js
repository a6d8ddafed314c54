document.querySelector("[data-print-page]").addEventListener("click", function () { window.print(); });
