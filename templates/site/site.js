// What a page can do more where scripts may run: find a unit, and charts that tell their figures. It loads nothing but
// files beside it, and a page without it, mailed alone or with scripts forbidden, lacks no figure.
(() => {
  "use strict";
  const here = document.currentScript.src;

  const loaded = name => new Promise((onload, onerror) => {
    const src = new URL(name, here);
    document.head.append(Object.assign(document.createElement("script"), {src, onload, onerror}));
  });

  // Units are found by parts of their names, with Vietnamese marks or without, and by the status of a target.
  const search = document.querySelector(".search"), list = document.querySelector(".found"), most = 12;
  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  if (search) {
    const [input, which, output] = ["input", "select", "output"].map(name => search.querySelector(name));
    const show = list?.dataset.units ? lister(list) : hider(list);
    const find = async () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean), status = which.value;
      const found = await show(words, status);
      if (!found) return; // something else was typed meanwhile
      const [n, of] = found;
      output.textContent = words.length || status ? search.dataset.told.replace("{n}", n).replace("{d}", of) : "";
    };
    input.addEventListener("input", find);
    which.addEventListener("input", find);
    search.hidden = false;
    find(); // a browser that goes back keeps what was typed
  }

  // What is found, the first of it, is listed as links; pages without a list show it in their table alone.
  function fill(list, items) {
    if (!list) return;
    list.hidden = !items.length;
    list.replaceChildren(...items.map(([text, href, more]) => {
      const item = document.createElement("li");
      item.append(href ? Object.assign(document.createElement("a"), {href, textContent: text}) : text, more);
      return item;
    }));
  }

  // Of the units that stand on the page, in a table or in a line, those that are not found are hidden.
  function hider(list) {
    const rows = [...document.querySelectorAll("[data-find]")]
      .map(e => [e.closest("tr, .one") ?? e, plain(`${e.dataset.page.slice(5)} ${e.dataset.find} ${e.textContent}`), e]);
    const of = new Set(rows.map(([, text]) => text)).size;
    return (words, status) => {
      const found = new Map();
      for (const [row, text, name] of rows) {
        const judged = !status
          || (row.closest(".heat") ? row.querySelector(`[data-status="${status}"]`) : row.matches("tr"));
        row.hidden = !judged || !words.every(word => text.includes(word));
        if (!row.hidden && !found.has(text)) found.set(text, name);
      }
      const first = words.length || status ? [...found.values()].slice(0, most) : [];
      fill(list, first.map(name => [name.textContent.trim(), name.getAttribute("href"), ""]));
      return [found.size, of];
    };
  }

  // Of units that are too many for a table, the first of those that are found are listed.
  function lister(list) {
    let units;
    const known = () => units ??= new Promise((done, failed) => {
      globalThis.dtplanUnits = rows => done(rows.map(row => [...row, plain(row[1])]));
      loaded(list.dataset.units.replace(/.*\//, "")).catch(failed);
    });
    let asked = 0;
    return async (words, status) => {
      const mine = ++asked, wanted = words.length || status ? await known() : [];
      const found = wanted.filter(row =>
        (!status || row[4].split(" ").includes(status)) && words.every(word => row[5].includes(word)));
      if (mine !== asked) return undefined;
      fill(list, found.slice(0, most).map(([text, , href, met]) => [text, href, ` · ${met}`]));
      return [found.length, list.dataset.of];
    };
  }

  // A cell says by what it is sorted, where that is not the number in its text, of “7 of 10” the second.
  const parted = document.documentElement.lang === "vi" ? /\./g : /,/g;
  const number = cell => {
    const found = cell.textContent.match(/(?:[\d.,]+(?:\/| of ))?([+−]?\d[\d.,]*)/)?.[1];
    return Number(cell.dataset.value ?? found?.replace(parted, "").replace(",", ".").replace("−", "-") ?? NaN);
  };

  // The table of units is sorted by the column whose head is pressed: from the least, from the most, as it was.
  for (const table of document.querySelectorAll("table.heat")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], official = [...body.rows];
    const last = official.filter(row => row.querySelector("[data-total]"));
    const units = official.filter(row => !last.includes(row));
    const key = (row, n) => n ? number(row.cells[n]) : row.cells[0].textContent.trim();
    const order = (one, other) => typeof one === "string" ? one.localeCompare(other, "vi") : one - other;
    heads.forEach((head, n) => {
      if (n && units.every(row => isNaN(number(row.cells[n])))) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = {undefined: "ascending", ascending: "descending"}[head.getAttribute("aria-sort") ?? undefined];
        heads.forEach(other => other.removeAttribute("aria-sort"));
        let rows = units;
        if (now) {
          head.setAttribute("aria-sort", now);
          const unknown = row => n && isNaN(key(row, n));
          const known = units.filter(row => !unknown(row)).sort((one, other) => order(key(one, n), key(other, n)));
          rows = [...(now === "descending" ? known.reverse() : known), ...units.filter(unknown)];
        }
        body.append(...rows, ...last);
      });
    });
  }

  // A chart is a picture until someone points at it; then Vega draws it again, from the specification it carries.
  let vega;
  const enliven = async frame => {
    vega ??= loaded("vega.js").then(() => vegaEmbed);
    const place = document.createElement("div"), picture = frame.querySelector("svg[role=img]");
    const whole = frame.querySelector(".panels") ?? picture; // one below the other, panels are read as they are
    if (whole !== picture && matchMedia("(max-width: 60rem)").matches) return;
    const words = ["title", "desc"].map(name => picture.querySelector(name)?.textContent ?? "").join(". ");
    whole.replaceWith((await told.draw(place, frame.dataset.spec, vega, words)).image);
  };
  for (const frame of document.querySelectorAll("[data-spec]"))
    frame.addEventListener("pointerenter", () => enliven(frame).catch(() => {}), {once: true});
})();
