// A view in a notebook: choices, the line that made it, and HTML with pictures. These stand at once; Vega comes from the
// kernel, once a page, and draws them again with tooltips and clicks. Without a kernel, the pictures stay.
const WAIT = 30000;
const STYLE = `.dtplan-view table { margin-left: 0 !important }
.dtplan-view :is(th, td, caption) { text-align: left !important }
.dtplan-view :is(th, td).num { text-align: right !important }
.dtplan-view figure { margin: 0 0 1em }
.dtplan-view .chart-scroll { overflow-x: auto; background: #fff; width: fit-content; max-width: 100% }
.jp-RenderedHTMLCommon.dtplan-view svg { max-width: none }`;

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

// The pictures of a view: each stands until Vega has drawn it again, and where that fails.
const stage = (model, pick) => {
  let views = [], turn = 0;
  const clear = () => { turn += 1; views.splice(0).forEach(view => view.finalize()); tip.hidden = true; };
  const act = async place => {
    const mine = turn, fresh = element("div");
    const words = [...place.querySelectorAll("svg > title, svg > desc")].map(one => one.textContent).join(". ");
    const drawn = await drawInto(fresh, place.dataset.spec, library(model), words);
    if (mine !== turn) return drawn.finalize();
    views.push(drawn);
    drawn.image.dataset.live = "";
    drawn.view.addEventListener("click", (_, item) => { if (item?.datum?.pick) pick(item.datum.pick); });
    place.replaceChildren(fresh);
  };
  return {clear, act: place => act(place).catch(() => {})};
};

function render({model, el}) {
  const [choices, line, shown] = ["div", "code", "div"].map(name => element(name));
  choices.style.cssText = "display:flex;flex-wrap:wrap;gap:.5em 1.5em;align-items:end";
  line.style.cssText = "display:block;white-space:pre-wrap;margin:.3em 0;background:transparent;color:inherit";
  shown.className = "jp-RenderedHTMLCommon dtplan-view";
  shown.style.cssText = "overflow-x:auto";
  el.replaceChildren(element("style", {textContent: STYLE}), choices, line, shown);

  const pick = what => { model.set("picked", {...what, at: String(Date.now())}); model.save_changes(); };
  const {clear, act} = stage(model, pick);

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

  const write = () => { line.textContent = model.get("line"); };
  const draw = () => {
    clear();
    shown.innerHTML = model.get("html");
    shown.querySelectorAll("[data-spec]").forEach(act);
  };
  model.on("change:choices", choose);
  model.on("change:line", write);
  model.on("change:html", draw);
  choose();
  write();
  draw();
  return () => { clear(); tip.remove(); };
}

export default {render};
