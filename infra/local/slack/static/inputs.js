// What stands in the inputs of a message or a view, as {block_id: {action_id: value}}.

export const elementValue = (holder) => {
  if (holder.classList.contains("external")) return holder.dataset.chosen ? JSON.parse(holder.dataset.chosen) : null;
  const boxes = [...holder.querySelectorAll("input[type=checkbox]")];
  if (boxes.length) return boxes.filter((box) => box.checked).map((box) => box.value);
  if (holder.querySelector("input[type=radio]")) return holder.querySelector("input[type=radio]:checked")?.value ?? null;
  if (holder.type === "datetime-local") return holder.value ? Math.floor(new Date(holder.value).getTime() / 1000) : null;
  return holder.value ?? null;
};

const BUTTONS = new Set(["button", "icon_button", "overflow", "feedback_buttons"]);

export const valuesOf = (root) => {
  const values = {};
  for (const holder of root.querySelectorAll("[data-action]")) {
    if (BUTTONS.has(holder.dataset.kind)) continue;
    const block = holder.closest("[data-block]").dataset.block;
    (values[block] ??= {})[holder.dataset.action] = elementValue(holder);
  }
  return values;
};
