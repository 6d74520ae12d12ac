// What axe cannot see. Each check returns sentences that name the element at fault.
window.ownChecks = (() => {
  const focusable =
    "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],audio[controls],video[controls]";
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const name = (element) => {
    const text = (element.getAttribute("aria-label") || element.textContent || "").trim().replace(/\s+/g, " ");
    const mark = element.id ? `#${element.id}` : element.className && element.className.baseVal === undefined
      ? `.${String(element.className).split(" ")[0]}` : "";
    return `<${element.localName}${mark}> ${text.slice(0, 50)}`;
  };
  const scrolls = (element) => {
    for (let parent = element; parent && parent !== document.body; parent = parent.parentElement) {
      if (/(auto|scroll|hidden|clip)/.test(getComputedStyle(parent).overflowX)) return true;
    }
    return false;
  };

  // WCAG 1.4.10: no scrolling in two directions on a narrow screen.
  function reflow() {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => visible(element) && element.getBoundingClientRect().right > width + 1 && !scrolls(element),
    );
    const faults = wide.slice(0, 5).map((element) => `wider than the screen: ${name(element)}`);
    return faults.length ? faults : [`something unseen is ${document.scrollingElement.scrollWidth} pixels wide`];
  }

  // WCAG 2.1.1: what reacts to a click can be reached by keyboard. `listens` lists those with listeners.
  function mouseOnly(listens = []) {
    const clickable = [...document.querySelectorAll("[onclick],[onmousedown],[onmouseup]"), ...listens];
    for (const element of document.body.querySelectorAll("div,span,li,td,tr,p,img,svg,h2,h3")) {
      const own = getComputedStyle(element).cursor === "pointer";
      if (own && getComputedStyle(element.parentElement).cursor !== "pointer") clickable.push(element);
    }
    return [...new Set(clickable)]
      .filter((e) => visible(e) && e.tabIndex < 0 && !e.closest("a[href],button,summary,label") && !e.querySelector(focusable))
      .map((element) => `only for the mouse: ${name(element)}`);
  }

  const look = (element) => {
    const style = getComputedStyle(element);
    const ring = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" :
      `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return [ring, style.boxShadow, style.borderColor, style.borderWidth, style.backgroundColor, style.textDecoration].join("|");
  };

  // WCAG 2.4.7: the one that has the focus looks different. Called after a key press.
  function focusVisible() {
    const missing = [];
    document.activeElement?.blur();
    for (const element of document.querySelectorAll(focusable)) {
      if (element.tabIndex < 0 || element.disabled || !visible(element)) continue;
      const before = look(element);
      element.focus({ preventScroll: true });
      if (document.activeElement === element && look(element) === before) missing.push(element);
      element.blur();
    }
    return missing.map((element) => `no sign of focus: ${name(element)}`);
  }

  // WCAG 3.3.1: a message of error is tied to a field, and a field in error to its message.
  function errorsTied() {
    const faults = [];
    const described = new Set();
    const messagesOf = (field) => `${field?.getAttribute("aria-describedby") || ""} ${field?.getAttribute("aria-errormessage") || ""}`
      .split(/\s+/).map((id) => id && document.getElementById(id)).filter((message) => message && message.textContent.trim());
    for (const field of document.querySelectorAll("input,select,textarea,fieldset,[role=radiogroup],[role=group]")) {
      // Radio buttons are described by the group they stand in.
      const messages = [...messagesOf(field), ...messagesOf(field.closest("fieldset"))];
      for (const message of messages) described.add(message);
      if (field.getAttribute("aria-invalid") === "true" && !messages.length) faults.push(`error without text: ${name(field)}`);
    }
    const looksWrong = "[class*=error],[class*=feil],[class*=invalid],[class*=danger],[class*=validation-message],[role=alert]";
    for (const message of document.querySelectorAll(`form :is(${looksWrong})`)) {
      if (!visible(message) || message.matches("input,select,textarea") || message.querySelector("a[href^='#'],input,select,textarea")) continue;
      if (message.closest("[class*=summary]")) continue;
      const tied = [...described].some((d) => d.contains(message) || message.contains(d));
      if (!tied && message.textContent.trim()) faults.push(`error not tied to a field: ${name(message)}`);
    }
    return faults;
  }

  // For WCAG 3.1.2: every run of text with the language it says it is in.
  function texts() {
    const inline = new Set(["a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "time"]);
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let block = node.parentElement;
      // The criterion leaves out proper names, and the title of a work is one: it stands in <cite>.
      if (!block || block.closest("script,style,svg,code,pre,cite,[aria-hidden=true]") || !visible(block)) continue;
      while (inline.has(block.localName) && !block.hasAttribute("lang")) block = block.parentElement;
      found.set(block, `${found.get(block) || ""} ${node.textContent}`);
    }
    return [...found].map(([block, text]) => [block.closest("[lang]")?.lang || "", text.replace(/\s+/g, " ").trim()]);
  }

  return { reflow, mouseOnly, focusVisible, errorsTied, texts };
})();
