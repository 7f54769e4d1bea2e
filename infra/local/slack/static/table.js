// data_table: sorting, filtering and paging of rows that are all on the page.

const SHOWN = new Map(); // what a person chose per table, so that a redrawn message keeps it

const choice = (key) => {
  if (!SHOWN.has(key)) SHOWN.set(key, { column: -1, down: false, filter: "", page: 0 });
  return SHOWN.get(key);
};

const compare = (numeric) => (left, right) => {
  if (numeric) return (parseFloat(left) || 0) - (parseFloat(right) || 0);
  return left.localeCompare(right, undefined, { numeric: true, sensitivity: "base" });
};

const draw = (table, chosen) => {
  const body = table.querySelector("tbody");
  const rows = table.rowsInOrder.filter((row) => row.textContent.toLowerCase().includes(chosen.filter));
  const headers = [...table.querySelectorAll("thead th")];
  headers.forEach((header, index) => {
    const sorted = index === chosen.column;
    header.setAttribute("aria-sort", sorted ? (chosen.down ? "descending" : "ascending") : "none");
  });
  if (chosen.column >= 0) {
    const order = compare(headers[chosen.column].dataset.numeric === "yes");
    const value = (row) => row.children[chosen.column].dataset.sort;
    rows.sort((left, right) => order(value(left), value(right)) * (chosen.down ? -1 : 1));
  }
  const size = Number(table.dataset.pageSize);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  chosen.page = Math.min(chosen.page, pages - 1);
  body.replaceChildren(...rows.slice(chosen.page * size, (chosen.page + 1) * size));
  const total = table.rowsInOrder.length;
  const counted = rows.length === total ? `${total}` : `${rows.length} of ${total}`;
  table.querySelector(".data-table-count").textContent = `${counted} ${total === 1 ? "row" : "rows"}`;
  table.querySelector(".data-table-page").textContent = `${chosen.page + 1} / ${pages}`;
  table.querySelector(".data-table-pages").hidden = pages === 1;
  const [back, on] = table.querySelectorAll(".data-table-pages button");
  back.disabled = chosen.page === 0;
  on.disabled = chosen.page === pages - 1;
};

export const readyTables = (root) => {
  for (const table of root.querySelectorAll(".data-table:not([data-ready])")) {
    table.dataset.ready = "yes";
    table.rowsInOrder = [...table.querySelectorAll("tbody tr")];
    const chosen = choice(table.dataset.key);
    table.querySelectorAll("thead button").forEach((button, index) => {
      button.addEventListener("click", () => {
        const again = chosen.column === index;
        if (again && chosen.down) chosen.column = -1;
        chosen.down = again && !chosen.down;
        if (!again) chosen.column = index;
        draw(table, chosen);
      });
    });
    const filter = table.querySelector("input");
    filter.value = chosen.filter;
    filter.addEventListener("input", () => {
      chosen.filter = filter.value.toLowerCase();
      chosen.page = 0;
      draw(table, chosen);
    });
    for (const step of table.querySelectorAll("[data-step]")) {
      step.addEventListener("click", () => {
        chosen.page += Number(step.dataset.step);
        draw(table, chosen);
      });
    }
    draw(table, chosen);
  }
};
