/* Small behaviours of every page. Markup works without them; they make it quicker. */
(function () {
  "use strict";

  const say = document.body.dataset;
  const loading = new Map();

  function load(address) {
    if (!loading.has(address)) {
      loading.set(address, new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = reject;
        document.head.appendChild(script);
      }));
    }
    return loading.get(address);
  }

  /* Charts bring a large library, so it is fetched only where a page has one. */
  async function drawCharts(root) {
    const figures = root.querySelectorAll("[data-chart]:not([data-drawn])");
    if (!figures.length) return;
    await load(say.echarts);
    await load(say.charts);
    figures.forEach(window.rongchengChart);
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", say.icons + "#" + name);
    svg.appendChild(use);
    return svg;
  }

  const TOAST_ICONS = { ok: "check-circle", warn: "exclamation-triangle", bad: "x-circle", info: "info-circle" };

  /* Shows a message; also sent by a view as the header HX-Trigger: {"toast": {"text", "tone"}}. */
  function toast(text, tone) {
    const kind = TOAST_ICONS[tone] ? tone : "info";
    const note = document.createElement("div");
    const line = document.createElement("p");
    const close = document.createElement("button");
    note.className = "toast-note tone-" + kind;
    note.dataset.toast = "";
    line.textContent = text;
    close.type = "button";
    close.className = "btn-close";
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", say.sayClose);
    note.append(icon(TOAST_ICONS[kind]), line, close);
    document.querySelector("[data-toasts]").appendChild(note);
    fade(note);
  }

  /* Bad news stays until it is closed. */
  function fade(note) {
    if (!note.classList.contains("tone-bad")) setTimeout(function () { note.remove(); }, 8000);
  }

  function dropzone(zone) {
    const input = zone.querySelector("input[type=file]");
    const name = zone.querySelector("[data-dropzone-name]");
    if (!input) return;
    ["dragenter", "dragover"].forEach(function (kind) {
      zone.addEventListener(kind, function () { zone.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      zone.addEventListener(kind, function () { zone.classList.remove("over"); });
    });
    input.addEventListener("change", function () {
      name.textContent = Array.from(input.files, function (file) {
        return file.name + "（" + (file.size / 1048576).toFixed(1) + " MB）";
      }).join("、");
    });
  }

  /* <form data-guard> asks before a page with unsaved entries is left. */
  function guard(form) {
    let dirty = false;
    form.addEventListener("input", function () { dirty = true; });
    form.addEventListener("submit", function () { dirty = false; });
    window.addEventListener("beforeunload", function (event) {
      if (!dirty || !form.isConnected) return;
      event.preventDefault();
      event.returnValue = say.sayLeave;
    });
  }

  function once(root, selector, start) {
    const found = Array.from(root.querySelectorAll(selector));
    if (root.matches && root.matches(selector)) found.push(root);
    found.forEach(function (element) {
      if (element.dataset.ready) return;
      element.dataset.ready = "1";
      start(element);
    });
  }

  function wake(root) {
    once(root, "[data-dropzone]", dropzone);
    once(root, "form[data-guard]", guard);
    once(root, "[data-toast]", fade);
    drawCharts(root);
  }

  document.addEventListener("click", function (event) {
    const target = event.target.closest("[data-toast-close], [data-print], [data-say-toast]");
    if (!target) return;
    if ("toastClose" in target.dataset) target.closest("[data-toast]").remove();
    else if ("print" in target.dataset) window.print();
    else toast(target.dataset.sayToast, target.dataset.tone);
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  document.addEventListener("toast", function (event) {
    toast(event.detail.text || event.detail.value, event.detail.tone);
  });
  document.addEventListener("htmx:sendError", function () { toast(say.sayOffline, "bad"); });
  document.addEventListener("htmx:responseError", function () { toast(say.sayRefused, "bad"); });
  document.addEventListener("htmx:load", function (event) { wake(event.detail.elt); });

  wake(document);
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();
