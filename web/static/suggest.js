// Completion in the search box: a combobox with a list (WAI-ARIA 1.2, editable combobox with list
// autocompletion). The page works without it. What the server says is put in as text, never as HTML.

const PATIENCE = 120; // milliseconds without a key before the server is asked
const MOST = 8;

for (const form of document.querySelectorAll("form.search[data-suggest]")) {
  complete(form, form.elements.namedItem("q"));
}

function complete(form, input) {
  const list = made("ul", { id: "suggestions", role: "listbox", "aria-label": form.dataset.label });
  const notice = made("p", { class: "notice" });
  const box = made("div", { class: "suggestions", hidden: "" }, list, notice);
  const status = made("p", { class: "unseen", role: "status" });
  form.append(box, status);
  // A box of type search may have no other role (ARIA in HTML, section 4).
  input.type = "text";
  set(input, {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });

  let timer = 0;
  let asking = null;
  let asked = "";
  let chosen = -1;

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
    asked = "";
    box.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const choose = (number) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = list.children[chosen];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const take = (option) => {
    input.value = option.dataset.text;
    close();
    form.requestSubmit();
  };

  const show = (answer) => {
    list.replaceChildren(...answer.suggestions.map((each, number) => optionOf(form, each, number)));
    const said = answer.notices.map((each) => (document.documentElement.lang === "ar" ? each.arabic : each.english));
    notice.textContent = said.join(" ");
    notice.hidden = !said.length;
    const found = answer.suggestions.length;
    box.hidden = !found;
    input.setAttribute("aria-expanded", String(Boolean(found)));
    status.textContent = form.dataset.found.replace("{count}", found);
    choose(-1);
  };

  const ask = async () => {
    const text = input.value;
    if (!text.trim()) {
      close();
      return;
    }
    if (text === asked) {
      return;
    }
    asking?.abort();
    const own = (asking = new AbortController());
    asked = text;
    try {
      const where = new URL(form.dataset.suggest, document.baseURI);
      where.search = new URLSearchParams({ q: text, size: MOST });
      const answer = await fetch(where, { signal: own.signal });
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      const found = await answer.json();
      if (asking === own && input === document.activeElement) {
        show(found);
      }
    } catch {
      // Superseded, or the server can't say: there are no suggestions, and Enter searches as ever.
      if (asking === own) {
        close();
      }
    }
  };

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) {
      timer = setTimeout(ask, PATIENCE);
    }
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PATIENCE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    const open = !box.hidden;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (open) {
        choose(chosen === last ? -1 : chosen + 1);
      } else {
        ask();
      }
    } else if (event.key === "ArrowUp" && open) {
      event.preventDefault();
      choose(chosen === -1 ? last : chosen - 1);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      take(option);
    }
  });
}

// What is new in a suggestion stands out by its weight; its kind is a small label.
function optionOf(form, suggestion, number) {
  const text = made("span", { class: "text" });
  const signs = Array.from(suggestion.text); // offsets count code points
  let at = 0;
  for (const [start, end] of suggestion.new) {
    text.append(signs.slice(at, start).join(""), made("b", {}, signs.slice(start, end).join("")));
    at = end;
  }
  text.append(signs.slice(at).join(""));
  const kind = made("span", { class: "kind" }, form.dataset[suggestion.kind]);
  const option = made(
    "li",
    // A text of the other direction begins at the other side, as it does in the box.
    { id: `suggestion-${number}`, role: "option", "aria-selected": "false", dir: "auto" },
    text,
    " ",
    kind,
  );
  option.dataset.text = suggestion.text;
  return option;
}

function made(name, attributes, ...parts) {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...parts);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
}
