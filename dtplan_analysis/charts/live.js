// A view in a notebook: choices, the line that made it, its picture and its table. The picture stands at once; Vega comes
// from the kernel, once a page, and draws it again with tooltips and clicks. Without a kernel, the picture stays.
const WAIT = 30000;
const STYLE = `.dtplan-table table { margin-left: 0 !important }
.dtplan-table :is(th, td, caption) { text-align: left !important }
.dtplan-table :is(th, td).num { text-align: right !important }`;

const library = model => globalThis.dtplanVega ??= new Promise((done, failed) => {
  const heard = (message, buffers) => {
    if (message !== "vega") return;
    model.off("msg:custom", heard);
    const script = document.createElement("script");
    script.src = URL.createObjectURL(new Blob([buffers[0]], {type: "text/javascript"}));
    script.onload = () => done(globalThis.vegaEmbed);
    script.onerror = failed;
    document.head.append(script);
  };
  model.on("msg:custom", heard);
  model.send("vega");
  setTimeout(failed, WAIT, new Error("the kernel is silent"));
}).catch(reason => { globalThis.dtplanVega = undefined; throw reason; });

const element = (name, properties = {}, ...children) => {
  const found = Object.assign(document.createElement(name), properties);
  found.append(...children);
  return found;
};

const {tip, draw: drawInto} = told; // from told.js, which stands before this
tip.style.cssText = "position:fixed;z-index:10000;max-width:30em;padding:.3em .6em;border-radius:3px;white-space:pre-line;"
  + "background:#1f2937;color:#fff;font:13px/1.4 'Liberation Sans',Arial,sans-serif;pointer-events:none";

function render({model, el}) {
  const [choices, line, picture, table] = ["div", "code", "div", "div"].map(name => element(name));
  choices.style.cssText = "display:flex;flex-wrap:wrap;gap:.5em 1.5em;align-items:end";
  line.style.cssText = "display:block;white-space:pre-wrap;margin:.3em 0;background:transparent;color:inherit";
  picture.style.cssText = "overflow-x:auto;background:#fff;width:fit-content;max-width:100%";
  table.className = "jp-RenderedHTMLCommon dtplan-table";
  table.style.cssText = "overflow-x:auto";
  el.replaceChildren(element("style", {textContent: STYLE}), choices, line, picture, table);

  const pick = what => { model.set("picked", {...what, at: String(Date.now())}); model.save_changes(); };
  let view, drawn = 0;

  const choose = () => choices.replaceChildren(...model.get("choices").map(({name, label, value, options}) => {
    const select = element("select", {name});
    select.style.cssText = "display:block;max-width:26em;font:inherit;color:inherit;background:transparent;padding:.2em";
    for (const [code, text] of options) {
      const option = element("option", {value: code, textContent: text, selected: code === value});
      option.style.cssText = "color:#1f2937;background:#fff";
      select.append(option);
    }
    select.addEventListener("change", () => pick({[name]: select.value}));
    return element("label", {}, label, select);
  }));

  const write = () => { line.textContent = model.get("line"); table.innerHTML = model.get("html"); };

  const draw = async () => {
    const mine = ++drawn, packed = model.get("spec");
    view?.finalize();
    view = undefined;
    tip.hidden = true;
    picture.innerHTML = model.get("svg");
    if (!packed) return;
    const place = element("div");
    const embedded = await drawInto(place, packed, library(model), model.get("words"));
    if (mine !== drawn) return embedded.finalize();
    view = embedded;
    view.image.dataset.live = "";
    view.view.addEventListener("click", (_, item) => { if (item?.datum?.pick) pick(item.datum.pick); });
    picture.replaceChildren(place);
  };

  const redraw = () => draw().catch(() => {}); // the picture stays
  model.on("change:choices", choose);
  for (const name of ["line", "html"]) model.on(`change:${name}`, write);
  model.on("change:svg", redraw);
  choose();
  write();
  redraw();
  return () => { drawn += 1; view?.finalize(); tip.remove(); };
}

export default {render};
