/* Copyright: (c) 2026, native.helm contributors
   GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
   SPDX-License-Identifier: GPL-3.0-or-later */
"use strict";
(() => {
  const table = document.querySelector("table.releases");
  const tools = document.querySelector(".tools");
  if (!table || !tools) return;
  const rows = [...table.tBodies];
  const texts = new Map(rows.map((row) => [row, `${row.rows[0].textContent} ${row.querySelector("summary").textContent}`.toLowerCase()]));
  const find = document.getElementById("find");
  const cluster = document.getElementById("cluster");
  const open = document.getElementById("open");
  const tiles = [];
  let flag = "all";

  const button = (text) => {
    const made = document.createElement("button");
    made.type = "button";
    made.append(...text);
    return made;
  };

  const isWanted = (row) =>
    (flag === "all" || row.dataset.flags.split(" ").includes(flag)) &&
    (!cluster || !cluster.value || row.dataset.cluster === cluster.value) &&
    find.value.toLowerCase().split(/\s+/).every((word) => texts.get(row).includes(word));

  const filter = () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !isWanted(row);
      if (!row.hidden) shown += 1;
    }
    document.getElementById("shown").textContent = `${shown} of ${rows.length} shown`;
    document.getElementById("nothing").hidden = shown > 0;
    for (const [name, made] of tiles) made.setAttribute("aria-pressed", String(name === flag));
  };

  // One way, then the other, then the most urgent first again.
  const sort = (head) => {
    const column = head.cellIndex;
    const numbers = head.dataset.kind === "number";
    const ways = numbers ? ["descending", "ascending"] : ["ascending", "descending"];
    const way = ways[ways.indexOf(head.getAttribute("aria-sort")) + 1];
    const value = (row) => row.rows[0].cells[column].dataset.sort;
    const compare = numbers ? (a, b) => a - b : new Intl.Collator("en", { numeric: true }).compare;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    if (way) head.setAttribute("aria-sort", way);
    const sign = way === "ascending" ? 1 : -1;
    table.append(...(way ? [...rows].sort((a, b) => sign * compare(value(a), value(b))) : rows));
  };

  for (const tile of document.querySelectorAll(".tile")) {
    const made = button(tile.childNodes);
    made.addEventListener("click", () => {
      flag = flag === tile.dataset.flag ? "all" : tile.dataset.flag;
      filter();
    });
    tile.append(made);
    tiles.push([tile.dataset.flag, made]);
  }
  for (const head of table.tHead.rows[0].cells) {
    const made = button(head.childNodes);
    made.addEventListener("click", () => sort(head));
    head.append(made);
  }
  open.addEventListener("click", () => {
    const all = !table.querySelector("tbody:not([hidden]) > .more > td > details[open]");
    for (const row of rows) row.querySelector("details").open = all && !row.hidden;
  });
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("input", filter);
  tools.hidden = false;
  filter();
})();
