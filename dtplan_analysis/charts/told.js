// A picture that Vega draws again, from the specification it carries: one image for a screen reader, and a tip that tells
// the figures of the mark under the pointer.
const told = (() => {
  const unpacked = async text => {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  };
  const tip = Object.assign(document.createElement("div"), {className: "tip", hidden: true});
  tip.setAttribute("aria-hidden", "true"); // the chart's description and the tables have all it says
  addEventListener("keydown", event => { if (event.key === "Escape") tip.hidden = true; });
  const tell = (_, event, item, text) => {
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    document.body.append(tip);
    const {width, height} = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(event.clientX + 14, innerWidth - width - 4))}px`;
    tip.style.top = `${event.clientY + height + 22 < innerHeight ? event.clientY + 14 : event.clientY - height - 10}px`;
  };
  const draw = async (place, packed, library, words) => {
    const [spec, embed] = await Promise.all([unpacked(packed), library]);
    Object.assign(spec.config, {mark: {tooltip: {expr: "datum.tip"}}, area: {tooltip: null}, line: {tooltip: null}});
    // `ast`: expressions are interpreted, not made into code, which a page's policy forbids.
    const options = {ast: true, mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, tooltip: tell};
    const drawn = await embed(place, spec, options);
    const image = place.querySelector("svg");
    for (const name of ["role", "aria-roledescription", "aria-label"]) // one picture, not a hundred symbols
      image.querySelectorAll(`[${name}]`).forEach(mark => mark.removeAttribute(name));
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", words);
    return {...drawn, image};
  };
  return {tip, draw};
})();
