// What every page must keep, looked up in the page as it stands: a function from nothing to faults by rule.
() => {
  const faults = { sideways: [], small: [], contrast: [], targets: [], headings: [], labels: [], ids: [], focus: [] };
  const name = (element) => {
    const words = (element.textContent || element.value || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()}${element.className ? ` class="${element.className}"` : ""}> ${words}`;
  };
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
    !element.closest(".unseen:not(:focus-within), .alone label");

  // Sideways: the page itself, not what scrolls inside.
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > innerWidth);
    faults.sideways.push(`${root.scrollWidth} px: ${wide.slice(0, 3).map(name).join("; ")}`);
  }

  // Text: large enough, and dark enough on what lies behind it.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const known = new Map();
  const colour = (text) => {
    if (!known.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      known.set(text, [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255));
    }
    return known.get(text);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const ground = element ? colour(getComputedStyle(element).backgroundColor) : [1, 1, 1, 1];
    return ground[3] === 1 ? ground.slice(0, 3) : over(ground, behind(element.parentElement));
  };
  const look = (element, style, what) => {
    if (parseFloat(style.fontSize) < 12.99) faults.small.push(`${style.fontSize}: ${what}`);
    const ground = behind(element);
    const [light, dark] = [luminance(over(colour(style.color), ground)), luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) faults.contrast.push(`${contrast.toFixed(2)}: ${what}`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const looked = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || looked.has(element) || element.closest("select, textarea")) continue;
    looked.add(element);
    if (isSeen(element)) look(element, getComputedStyle(element), name(element));
  }
  const controls = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
  for (const control of controls.filter(isSeen)) {
    look(control, getComputedStyle(control), name(control));
    if (control.placeholder) look(control, getComputedStyle(control, "::placeholder"), `placeholder of ${name(control)}`);
  }

  // What a finger has to hit.
  for (const target of [...document.querySelectorAll("nav a, nav summary, .pager a, button, .button")].filter(isSeen)) {
    const { width, height } = target.getBoundingClientRect();
    const least = target.closest(".pager") ? 44 : 24;
    if (Math.min(width, height) < least - 0.01) faults.targets.push(`${width.toFixed()}×${height.toFixed()}: ${name(target)}`);
  }

  // What those need who don't see the page.
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((each) => each.checkVisibility());
  if (levels.filter((each) => each.tagName === "H1").length !== 1) faults.headings.push("not exactly one h1");
  levels.reduce((before, heading) => {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) faults.headings.push(`a level left out before ${name(heading)}`);
    return level;
  }, 0);
  for (const control of controls.filter((each) => each.checkVisibility())) {
    const isNamed = control.labels?.length || control.ariaLabel || control.ariaHidden === "true";
    if (!isNamed) faults.labels.push(name(control));
  }
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  faults.ids.push(...ids.filter((id, i) => ids.indexOf(id) !== i));

  // Where the keyboard is: seen by an outline, or by a shadow on what holds the field. After a key was pressed, a script's
  // focus() counts as the keyboard's.
  const shadows = (element) => {
    const holders = [];
    for (let each = element; each; each = each.parentElement) holders.push(getComputedStyle(each).boxShadow);
    return holders.join();
  };
  const isOutlined = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const stops = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  for (const stop of stops) {
    document.activeElement.blur();
    const before = shadows(stop);
    stop.focus({ preventScroll: true });
    if (document.activeElement !== stop || stop.tabIndex < 0) continue;
    const isMarked = isOutlined(getComputedStyle(stop)) || isOutlined(getComputedStyle(stop, "::after"));
    if (!isSeen(stop) || !(isMarked || shadows(stop) !== before)) faults.focus.push(name(stop));
  }
  document.activeElement.blur();
  return faults;
}
