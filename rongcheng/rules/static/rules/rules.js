/* The editor of a draft: numbered lines, lines with mistakes marked, facts put in at the cursor. */
(function () {
  "use strict";

  const editor = document.querySelector("[data-editor]");
  if (!editor) return;
  const text = editor.querySelector("textarea");
  const lines = editor.querySelector("ol");
  let wrong = new Set();

  function number() {
    const count = text.value.split("\n").length;
    while (lines.children.length > count) lines.lastChild.remove();
    for (let at = lines.children.length + 1; at <= count; at += 1) {
      const line = document.createElement("li");
      line.textContent = String(at);
      lines.append(line);
    }
    Array.from(lines.children, function (line, at) { line.classList.toggle("wrong", wrong.has(at + 1)); });
    lines.scrollTop = text.scrollTop;
  }

  function go(line) {
    const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const length = (text.value.split("\n")[line - 1] || "").length;
    text.focus();
    text.setSelectionRange(before, before + length);
    const height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 5) * height);
    editor.scrollIntoView({ block: "nearest" });
  }

  function insert(word) {
    text.setRangeText(word, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  text.addEventListener("input", number);
  text.addEventListener("scroll", function () { lines.scrollTop = text.scrollTop; });
  text.addEventListener("keydown", function (event) {
    if (event.key !== "Enter") return;
    const before = text.value.slice(0, text.selectionStart);
    const indent = /[^\n]*$/.exec(before)[0].match(/^ */)[0];
    if (!indent) return;
    event.preventDefault();
    insert("\n" + indent);
  });
  document.addEventListener("click", function (event) {
    const line = event.target.closest("[data-line]");
    const fact = event.target.closest("[data-insert]");
    const top = event.target.closest("[data-top]");
    if (line) go(Number(line.dataset.line));
    if (fact) insert(fact.dataset.insert);
    if (top) {
      text.setSelectionRange(0, 0);
      insert(top.dataset.top);
      go(3);
    }
  });
  document.addEventListener("htmx:afterSwap", function () {
    const tried = document.querySelector("[data-mistakes]");
    wrong = new Set(tried ? tried.dataset.mistakes.split(" ").filter(Boolean).map(Number) : []);
    number();
  });
  number();
})();
