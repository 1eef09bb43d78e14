// What a page can do more where scripts may run: find a unit, and charts that tell their figures. It loads nothing but
// vega.js beside it, and a page without it, mailed alone or with scripts forbidden, lacks no figure.
(() => {
  "use strict";
  const here = document.currentScript.src;

  // Units are found by parts of their names, with Vietnamese marks or without, and by the status of a target.
  const search = document.querySelector(".search");
  if (search) {
    const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
    const rows = [...document.querySelectorAll("[data-find]")].map(e => [e.closest("tr"), plain(e.dataset.find)]);
    const [input, which, told] = ["input", "select", "output"].map(name => search.querySelector(name));
    const find = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean), status = which.value;
      const found = new Set();
      for (const [row, text] of rows) {
        const judged = !status || !row.closest(".heat") || row.querySelector(`[data-status="${status}"]`);
        row.hidden = !judged || !words.every(word => text.includes(word));
        if (!row.hidden) found.add(text);
      }
      told.textContent = words.length || status ? search.dataset.told.replace("{n}", found.size) : "";
    };
    input.addEventListener("input", find);
    which.addEventListener("input", find);
    search.hidden = false;
    find(); // a browser that goes back keeps what was typed
  }

  // The table of units is sorted by the column whose head is pressed: from the least, from the most, as it was.
  for (const table of document.querySelectorAll("table.heat")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], official = [...body.rows];
    const last = official.filter(row => row.querySelector("[data-total]"));
    const units = official.filter(row => !last.includes(row));
    const key = (row, n) => n ? Number(row.cells[n].dataset.value ?? NaN) : row.cells[0].textContent.trim();
    const order = (one, other) => typeof one === "string" ? one.localeCompare(other, "vi") : one - other;
    heads.forEach((head, n) => {
      if (n && !units.some(row => row.cells[n].dataset.value)) return;
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
  const loaded = () => vega ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, {src: new URL("vega.js", here), onload: done, onerror: failed});
    document.head.append(script);
  });
  const unpacked = async text => {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  };
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true"); // the chart's description and the tables have all it says
  const tell = (_, event, item, text) => {
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    document.body.append(tip);
    const {width, height} = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(event.clientX + 14, innerWidth - width - 4))}px`;
    tip.style.top = `${event.clientY + height + 22 < innerHeight ? event.clientY + 14 : event.clientY - height - 10}px`;
  };
  addEventListener("keydown", event => { if (event.key === "Escape") tip.hidden = true; });
  const enliven = async frame => {
    const [spec] = await Promise.all([unpacked(frame.dataset.spec), loaded()]);
    Object.assign(spec.config, {mark: {tooltip: {expr: "datum.tip"}}, area: {tooltip: null}, line: {tooltip: null}});
    const place = document.createElement("div");
    // `ast`: expressions are interpreted, not made into code, which the page's policy forbids.
    await vegaEmbed(place, spec, {ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: tell});
    const [picture, live] = [frame.querySelector("svg"), place.querySelector("svg")];
    const words = ["title", "desc"].map(name => picture.querySelector(name)?.textContent ?? "");
    for (const name of ["role", "aria-roledescription", "aria-label"]) // one picture, not a hundred symbols
      live.querySelectorAll(`[${name}]`).forEach(mark => mark.removeAttribute(name));
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", words.join(". "));
    picture.replaceWith(live);
  };
  for (const frame of document.querySelectorAll("[data-spec]"))
    frame.addEventListener("pointerenter", () => enliven(frame).catch(() => {}), {once: true});
})();
