// The page's life: news from the server, messages redrawn one by one, threads, clicks on blocks, modals.

import { addFiles, readyComposers, sendText } from "./composer.js";
import { elementValue, valuesOf } from "./inputs.js";
import { readyTables } from "./table.js";

const page = document.body.dataset;
const opened = new Map(); // which collapsible blocks a person opened or closed
const $ = (selector, root = document) => root.querySelector(selector);
const query = (more = {}) => new URLSearchParams({ user: page.user, channel: page.channel, ...more });
const part = async (name, more) => (await fetch(`/page/part/${name}?${query(more)}`)).text();
const tell = (name, body) => fetch(`/page/${name}`, { method: "POST", body: JSON.stringify({ user: page.user, channel: page.channel, ...body }) });

const ready = (root) => {
  for (const block of root.querySelectorAll("details[data-key]")) {
    if (opened.has(block.dataset.key)) block.open = opened.get(block.dataset.key);
    block.addEventListener("toggle", () => opened.set(block.dataset.key, block.open));
  }
  readyTables(root);
  readyComposers(root);
  rotateLoading(root);
};

const atBottom = (scroll) => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
const toBottom = (scroll) => { if (scroll) scroll.scrollTop = scroll.scrollHeight; };

// Messages: each change redraws one message; changes that arrive while one is on its way are joined.

const underway = new Map();

const redraw = async (ts, thread) => {
  const key = `${thread}|${ts}`;
  if (underway.has(key)) { underway.set(key, true); return; }
  underway.set(key, false);
  const list = $(thread ? '.messages[data-list="thread"]' : '.messages[data-list="main"]');
  if (list) place(list, ts, await part("message", { ts, thread }), thread);
  const again = underway.get(key);
  underway.delete(key);
  if (again) await redraw(ts, thread);
};

const place = (list, ts, html, thread) => {
  const scroll = list.closest(".scroll");
  const follow = atBottom(scroll);
  const known = list.querySelector(`.message[data-ts="${ts}"]`);
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  if (!fresh) { known?.remove(); return; }
  if (known) known.replaceWith(fresh);
  else {
    const after = [...list.querySelectorAll(".message")].find((one) => one.dataset.ts > ts);
    list.insertBefore(fresh, after ?? null);
    if (thread) countReplies(list);
  }
  ready(fresh);
  if (follow) toBottom(scroll);
};

const countReplies = (list) => {
  const count = list.querySelectorAll(".message").length - 1;
  const rule = $(".thread-rule span", list);
  if (rule) rule.textContent = `${count} ${count === 1 ? "reply" : "replies"}`;
};

const openThread = async (ts) => {
  const slot = $("#thread");
  slot.innerHTML = await part("thread", { thread: ts });
  $(".workspace").classList.add("with-thread");
  history.replaceState(null, "", `/?${query({ thread: ts })}`);
  ready(slot);
  toBottom($(".scroll", slot));
  $("textarea", slot)?.focus();
};

const closeThread = () => {
  $("#thread").replaceChildren();
  $(".workspace").classList.remove("with-thread");
  history.replaceState(null, "", `/?${query()}`);
};

const threadShown = () => $("#thread .thread")?.dataset.thread ?? "";

// News.

const onMessage = async (change) => {
  if (change.channel !== page.channel) { unread(change); return; }
  const reply = change.thread_ts && change.thread_ts !== change.ts;
  await redraw(change.ts, "");
  if (reply) await redraw(change.thread_ts, "");
  const thread = threadShown();
  if (thread && (thread === change.thread_ts || thread === change.ts)) await redraw(change.ts, thread);
  await refreshActivity();
};

const unread = (change) => {
  const link = $(`.sidebar a[data-channel="${CSS.escape(change.channel)}"]`);
  if (!link || Number(change.ts) < started) return;
  link.classList.add("has-unread");
};

const refreshActivity = async () => {
  for (const slot of document.querySelectorAll(".activity-slot")) {
    const thread = slot.closest(".thread")?.dataset.thread;
    if (!thread && page.im === "no") continue;
    slot.innerHTML = await part("activity", thread ? { thread } : {});
    ready(slot);
  }
};

const redrawModal = async () => {
  const slot = $("#modal");
  slot.innerHTML = await part("modal");
  ready(slot);
  $(".modal .field", slot)?.focus();
};

const HEARD = {
  message: onMessage,
  deleted: onMessage,
  status: (change) => change.channel === page.channel && refreshActivity(),
  session: (change) => change.channel === page.channel && refreshActivity(),
  prompts: async (change) => {
    if (change.channel === page.channel && $("#prompts")) $("#prompts").innerHTML = await part("prompts");
    toBottom($(".pane .scroll"));
  },
  home: async () => { if ($("#home")) { $("#home").innerHTML = await part("home"); ready($("#home")); } },
  modal: redrawModal,
  reset: () => location.reload(),
};

const started = Date.now() / 1000;
const listen = () => {
  const source = new EventSource(`/page/events?${query()}`);
  let lost = false;
  source.addEventListener("message", (event) => {
    const change = JSON.parse(event.data);
    HEARD[change.kind]?.(change);
  });
  source.addEventListener("error", () => { lost = true; });
  source.addEventListener("open", () => { if (lost) location.reload(); });
};

const loadingTimers = new WeakMap();
const rotateLoading = (root) => {
  for (const text of root.querySelectorAll(".activity-text[data-loading]")) {
    const lines = JSON.parse(text.dataset.loading);
    if (!lines.length || loadingTimers.has(text)) continue;
    let at = 0;
    loadingTimers.set(text, setInterval(() => {
      if (!text.isConnected) { clearInterval(loadingTimers.get(text)); return; }
      text.lastChild.textContent = ` ${lines[at++ % lines.length]}`;
    }, 2500));
  }
};

// Blocks: a click or a choice is told to the bot.

const confirmed = (holder) => new Promise((resolve) => {
  if (!holder.dataset.confirm) { resolve(true); return; }
  const asked = JSON.parse(holder.dataset.confirm);
  const dialog = $("#confirm");
  $("h2", dialog).textContent = asked.title.text;
  $("p", dialog).textContent = asked.text.text;
  const [deny, confirm] = dialog.querySelectorAll("button");
  deny.textContent = asked.deny.text;
  confirm.textContent = asked.confirm.text;
  confirm.classList.toggle("danger", asked.style === "danger");
  dialog.returnValue = ""; // Escape leaves the value of the dialog before
  dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true });
  dialog.showModal();
});

const act = async (holder, value) => {
  if (!(await confirmed(holder))) return;
  const root = holder.closest("[data-view], .message");
  const on = root.dataset.view ? { view_id: root.dataset.view } : { ts: root.dataset.ts };
  holder.classList.add("busy");
  try {
    const block = holder.closest("[data-block]").dataset.block;
    const response = await tell("act", { ...on, action_id: holder.dataset.action, block_id: block, value, values: valuesOf(root) });
    const answer = await response.json();
    if (answer.acknowledged === false) warn(holder);
  } finally {
    holder.classList.remove("busy");
  }
};

const warn = (holder) => {
  const note = document.createElement("span");
  note.className = "composer-error";
  note.textContent = "The app did not respond.";
  holder.after(note);
  setTimeout(() => note.remove(), 5000);
};

const reports = (holder) => {
  const input = holder.closest(".input");
  return !input || input.dataset.dispatch === "yes";
};

document.addEventListener("click", async (event) => {
  const on = (selector) => event.target.closest(selector);
  const thread = on("[data-open-thread]");
  if (thread) { openThread(thread.dataset.openThread); return; }
  if (on("[data-close-thread]")) { closeThread(); return; }
  if (on("[data-close-modal]")) { tell("close", {}); return; }
  const stop = on("[data-stop]");
  if (stop) { tell("stop", { thread_ts: stop.dataset.stop }); return; }
  const prompt = on("[data-prompt]");
  if (prompt) { sendText(prompt.dataset.prompt); return; }
  const message = on(".message");
  const reaction = on("[data-react]");
  if (reaction) { tell("react", { ts: message.dataset.ts, name: reaction.dataset.react }); return; }
  if (on("[data-dismiss]")) { await tell("dismiss", { ts: message.dataset.ts }); message.remove(); return; }
  const shortcut = on("[data-shortcut]");
  if (shortcut) { tell("shortcut", { ts: message.dataset.ts, callback_id: shortcut.dataset.shortcut }); return; }
  const option = on("[data-option]");
  if (option) {
    const holder = option.closest("[data-action]");
    if (holder.classList.contains("feedback")) {
      holder.querySelectorAll("button").forEach((button) => button.classList.toggle("chosen", button === option));
    }
    holder.removeAttribute("open");
    act(holder, option.dataset.option);
    return;
  }
  const button = on('[data-kind="button"], [data-kind="icon_button"]');
  if (button) { if (button.getAttribute("href") === "#") event.preventDefault(); act(button, button.dataset.value || null); }
});

document.addEventListener("change", (event) => {
  const holder = event.target.closest("[data-action]");
  if (holder && holder.dataset.kind !== "button" && reports(holder) && !event.target.closest(".external")) {
    act(holder, elementValue(holder));
  }
});

document.addEventListener("submit", async (event) => {
  const modal = event.target.closest(".modal");
  if (!modal) return;
  event.preventDefault();
  const submit = $('button[type="submit"]', modal);
  submit?.classList.add("busy");
  await tell("submit", { values: valuesOf(modal) });
});

// External menus ask the bot while a person types.

let asking;
document.addEventListener("input", (event) => {
  const holder = event.target.closest(".external");
  if (!holder) return;
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const typed = event.target.value;
    if (typed.length < Number(holder.dataset.least)) return;
    const root = holder.closest("[data-view], .message");
    const on = root.dataset.view ? { view_id: root.dataset.view } : { ts: root.dataset.ts };
    const answer = await (await tell("suggest", { ...on, action_id: holder.dataset.action, typed })).json();
    const list = $(".choices", holder);
    list.replaceChildren(...(answer.options ?? []).map((option) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option.text.text;
      button.addEventListener("click", () => {
        event.target.value = option.text.text;
        holder.dataset.chosen = JSON.stringify(option);
        list.hidden = true;
        if (reports(holder)) act(holder, option);
      });
      return button;
    }));
    list.hidden = !list.children.length;
  }, 250);
});

// Hover values of charts, and files dropped anywhere.

document.addEventListener("pointermove", (event) => {
  const tip = $("#tip");
  const text = event.target.closest?.("[data-tip]")?.dataset.tip;
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 12)}px`;
});

const drop = $(".drop");
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  drop.hidden = false;
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
document.addEventListener("drop", (event) => {
  drop.hidden = true;
  const form = (event.target.closest(".thread") && $(".thread .composer")) || $(".pane .composer");
  if (!form || !event.dataTransfer.files.length) return;
  event.preventDefault();
  addFiles(form, event.dataTransfer.files);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("#modal .modal")) tell("close", {});
});

ready(document);
listen();
document.querySelectorAll(".scroll").forEach((scroll) => { if (!scroll.classList.contains("home-scroll")) toBottom(scroll); });
if (page.app === "yes") tell("tab", { tab: page.tab });
$($(".modal .field") ? ".modal .field" : threadShown() ? ".thread textarea" : ".pane textarea")?.focus();
