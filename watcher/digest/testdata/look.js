// Says of the page that is open what a reader would stumble over: faults in
// words, and the links and marks that can be seen.
(() => {
  const faults = new Set(), root = document.documentElement;
  const seen = e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1; };
  const name = e => `<${e.localName} class="${e.className}"> ${e.textContent.trim().slice(0, 40)}`;

  if (root.scrollWidth > root.clientWidth) {
    faults.add(`scrolls sideways: ${root.scrollWidth} px wide in ${root.clientWidth}`);
  }
  for (const e of document.body.querySelectorAll('*')) {
    const r = e.getBoundingClientRect();
    if (r.left < -0.5 || r.right > root.clientWidth + 0.5) faults.add(`beyond the edge: ${name(e)}`);
  }

  const channels = colour => colour.match(/[\d.]+/g).map(Number); // red, green, blue and perhaps alpha
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = channels(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
      if (c[3] !== 0) faults.add(`half transparent: ${name(e)}`);
    }
    return [255, 255, 255];
  };
  const luminance = c => {
    const [r, g, b] = c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = e => {
    const [a, b] = [luminance(channels(getComputedStyle(e).color)), luminance(ground(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  let lowest = 21;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim()) continue;
    const ratio = contrast(e), size = parseFloat(getComputedStyle(e).fontSize);
    lowest = Math.min(lowest, ratio);
    if (ratio < 4.5) faults.add(`contrast ${ratio.toFixed(2)}: ${name(e)}`);
    if (size < 11) faults.add(`letters of ${size} px: ${name(e)}`);
    if (!seen(e)) faults.add(`text not to be seen: ${name(e)}`);
  }

  for (const e of document.querySelectorAll('[dir=auto]:is([lang=ar], [lang=he])')) {
    if (getComputedStyle(e).direction !== 'rtl') faults.add(`runs left to right: ${name(e)}`);
  }
  const shown = selector => [...document.querySelectorAll(selector)].filter(seen);
  return {
    faults: [...faults],
    lowest,
    dark: luminance(ground(document.body)) < 0.2,
    links: shown('a[href]').map(e => e.getAttribute('href')),
    marks: shown('mark').map(e => e.textContent),
  };
})()
