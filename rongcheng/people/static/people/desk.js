/* Small behaviours of the desk: places offered while typing, ID numbers read, keys for decisions. */
(function () {
  "use strict";

  let serial = 0;

  function later(act, wait) {
    let timer;
    return function () {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
  }

  async function places(text, within) {
    const answer = await fetch("/places/search?limit=8" + within + "&q=" + encodeURIComponent(text));
    return answer.ok ? (await answer.json()).places : [];
  }

  /* A text field that offers places, those near the office first. The field keeps the full name, which the server resolves. */
  function placeSearch(input) {
    const box = document.createElement("div");
    const list = document.createElement("ul");
    let asked = "";
    let at = -1;
    box.className = "place-box";
    list.className = "place-options";
    list.id = "places-" + (serial += 1);
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.replaceWith(box);
    box.append(input, list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");

    function close() {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(option) {
      input.value = option.dataset.name;
      asked = input.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      close();
    }

    function mark(index) {
      const options = list.children;
      if (!options.length) return;
      at = (index + options.length) % options.length;
      Array.from(options).forEach(function (option, number) {
        option.setAttribute("aria-selected", number === at ? "true" : "false");
      });
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    }

    function show(places) {
      list.replaceChildren(...places.map(function (place, number) {
        const option = document.createElement("li");
        const where = document.createElement("small");
        option.id = list.id + "-" + number;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.name = place.full_name;
        option.textContent = place.name;
        where.textContent = place.full_name;
        option.append(where);
        option.addEventListener("mousedown", function (event) {
          event.preventDefault();
          choose(option);
        });
        return option;
      }));
      list.hidden = !places.length;
      at = -1;
      input.setAttribute("aria-expanded", places.length ? "true" : "false");
      if (places.length) list.scrollIntoView({ block: "nearest" });
    }

    async function ask() {
      const text = input.value.trim();
      if (text === asked || document.activeElement !== input) return;
      asked = text;
      if (!text) return close();
      const within = input.dataset.places === "0" ? [""] : ["&within=" + input.dataset.places];
      if (input.dataset.near) within.unshift("&within=" + input.dataset.near);
      const found = await Promise.all(within.map(function (part) { return places(text, part); }));
      if (text !== input.value.trim()) return;
      const seen = new Set();
      show(found.flat().filter(function (place) {
        return !seen.has(place.code) && seen.add(place.code);
      }).slice(0, 8));
    }

    input.addEventListener("input", later(ask, 180));
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(at - 1); }
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(list.children[at]); }
    });
  }

  /* What an ID number tells fills the fields that are still empty. */
  function fill(form, told) {
    const values = JSON.parse(told.dataset.fill);
    Object.keys(values).forEach(function (name) {
      const field = form.elements[name];
      if (!field || !values[name] || field.value) return;
      if (field instanceof RadioNodeList) {
        field.forEach(function (button) { button.checked = button.value === values[name]; });
      } else {
        field.value = values[name];
      }
    });
  }

  function readNumber(form) {
    const input = form.elements.id_number;
    const answer = form.querySelector("[data-number-url]");
    if (!input || !answer) return;
    let last = input.value;
    input.addEventListener("input", later(async function () {
      if (input.value === last) return;
      last = input.value;
      const sent = new FormData();
      sent.append("id_number", last);
      sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const told = await fetch(answer.dataset.numberUrl, { method: "POST", body: sent });
      if (!told.ok || last !== input.value) return;
      answer.innerHTML = await told.text();
      const known = answer.querySelector("[data-fill]");
      if (known) fill(form, known);
    }, 250));
  }

  /* 1, 2 and 3 press the buttons of a decision, unless somebody is typing. */
  function keys(form) {
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select")) return;
      const button = form.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (button) { event.preventDefault(); button.click(); }
    });
  }

  /* A form that takes a while shows so, and is not sent twice. */
  function wait(form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      form.querySelectorAll("button").forEach(function (button) { button.setAttribute("aria-busy", "true"); });
    });
    window.addEventListener("pageshow", function () { delete form.dataset.sent; });
  }

  function wake(root) {
    [["[data-places]", placeSearch], ["form[data-entry]", readNumber], ["form[data-keys]", keys], ["form[data-wait]", wait]]
      .forEach(function (pair) {
        const found = Array.from(root.querySelectorAll(pair[0]));
        if (root.matches && root.matches(pair[0])) found.push(root);
        found.forEach(function (element) {
          if (element.dataset.deskReady) return;
          element.dataset.deskReady = "1";
          pair[1](element);
        });
      });
  }

  document.addEventListener("htmx:load", function (event) { wake(event.detail.elt); });
  wake(document.body);
})();
