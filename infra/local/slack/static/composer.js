// The composer: growing text area, mention and command suggestions, files by button, drop or paste.

const page = document.body.dataset;
const PEOPLE = JSON.parse(page.mentionable);
const COMMANDS = JSON.parse(page.commands);
const files = new WeakMap();

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
};

const refresh = (form) => {
  const area = form.querySelector("textarea");
  form.querySelector(".send").disabled = !area.value.trim() && !(files.get(form) ?? []).length;
  grow(area);
};

const word = (area) => /(?:^|\s)([@/][\w.-]*)$/.exec(area.value.slice(0, area.selectionStart))?.[1] ?? "";

const suggest = (form) => {
  const area = form.querySelector("textarea");
  const box = form.querySelector(".suggestions");
  const typed = word(area).toLowerCase();
  const wanted = typed.slice(1);
  let found = [];
  if (typed.startsWith("@")) {
    found = PEOPLE.filter((one) => one.name.startsWith(wanted) || one.label.toLowerCase().includes(wanted))
      .map((one) => ({ insert: `@${one.name} `, label: one.label, note: one.note }));
  } else if (typed.startsWith("/") && area.value.startsWith("/") && !form.dataset.thread) {
    found = COMMANDS.filter((name) => name.startsWith(typed)).map((name) => ({ insert: `${name} `, label: name, note: "Command" }));
  }
  box.replaceChildren(...found.map((one, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.complete = one.insert;
    button.classList.toggle("active", index === 0);
    const note = document.createElement("small");
    note.textContent = one.note;
    button.append(one.label, note);
    return button;
  }));
  box.hidden = !found.length;
};

const complete = (form, text) => {
  const area = form.querySelector("textarea");
  const end = area.selectionStart;
  const start = end - word(area).length;
  area.setRangeText(text, start, end, "end");
  form.querySelector(".suggestions").hidden = true;
  area.focus();
  refresh(form);
};

const listFiles = (form) => {
  const box = form.querySelector(".chosen-files");
  const chosen = files.get(form) ?? [];
  box.replaceChildren(...chosen.map((file, index) => {
    const item = document.createElement("span");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", `Remove ${file.name}`);
    remove.addEventListener("click", () => {
      chosen.splice(index, 1);
      listFiles(form);
    });
    item.append(file.name, remove);
    return item;
  }));
  box.hidden = !chosen.length;
  refresh(form);
};

export const addFiles = (form, list) => {
  files.set(form, [...(files.get(form) ?? []), ...list]);
  listFiles(form);
  form.querySelector("textarea").focus();
};

const send = async (form) => {
  const area = form.querySelector("textarea");
  const text = area.value;
  const chosen = files.get(form) ?? [];
  if (!text.trim() && !chosen.length) return;
  const place = { user: page.user, channel: page.channel, thread_ts: form.dataset.thread, text };
  area.value = "";
  files.delete(form);
  listFiles(form);
  let response;
  if (chosen.length) {
    const body = new FormData();
    for (const [key, value] of Object.entries(place)) body.append(key, value);
    for (const file of chosen) body.append("file", file, file.name);
    response = await fetch("/page/upload", { method: "POST", body });
  } else {
    response = await fetch("/page/send", { method: "POST", body: JSON.stringify(place) });
  }
  const answer = await response.json();
  const wrong = form.querySelector(".composer-error");
  wrong.textContent = answer.ok ? "" : `Not sent: ${answer.error.replaceAll("_", " ")}`;
  if (!answer.ok) {
    area.value = text;
    if (chosen.length) addFiles(form, chosen);
    refresh(form);
  }
};

const keys = (event, form) => {
  const box = form.querySelector(".suggestions");
  if (!box.hidden) {
    const buttons = [...box.children];
    const at = buttons.findIndex((button) => button.classList.contains("active"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      buttons[at].classList.remove("active");
      buttons[(at + step + buttons.length) % buttons.length].classList.add("active");
    } else if (event.key === "Enter" || event.key === "Tab") {
      complete(form, buttons[at].dataset.complete);
    } else if (event.key === "Escape") {
      box.hidden = true;
    } else {
      return;
    }
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send(form);
  }
};

export const readyComposers = (root) => {
  for (const form of root.querySelectorAll(".composer:not([data-ready])")) {
    form.dataset.ready = "yes";
    const area = form.querySelector("textarea");
    area.addEventListener("input", () => { refresh(form); suggest(form); });
    area.addEventListener("keydown", (event) => keys(event, form));
    area.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        addFiles(form, event.clipboardData.files);
      }
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
    form.querySelector("input[type=file]").addEventListener("change", (event) => {
      addFiles(form, event.target.files);
      event.target.value = "";
    });
    form.addEventListener("mousedown", (event) => {
      const chosen = event.target.closest("[data-complete]");
      if (chosen) { event.preventDefault(); complete(form, chosen.dataset.complete); }
    });
    for (const button of form.querySelectorAll("[data-insert]")) {
      button.addEventListener("click", () => {
        area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
        area.focus();
        refresh(form);
        suggest(form);
      });
    }
  }
};

export const sendText = (text) => fetch("/page/send", {
  method: "POST",
  body: JSON.stringify({ user: page.user, channel: page.channel, text }),
});
