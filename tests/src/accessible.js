// Finds visible elements by role and accessible name: enough of "Accessible Name and Description
// Computation" and "HTML Accessibility API Mappings" for the pages of this app. Called with a path,
// outermost first, of { role, name, exact }; gives the matches of the last within the others.
const path = arguments[0];

const INPUT_ROLES = {
  button: "button",
  checkbox: "checkbox",
  image: "button",
  number: "spinbutton",
  radio: "radio",
  range: "slider",
  reset: "button",
  search: "searchbox",
  submit: "button",
};

const TAG_ROLES = {
  article: "article",
  aside: "complementary",
  button: "button",
  dialog: "dialog",
  fieldset: "group",
  form: "form",
  h1: "heading",
  h2: "heading",
  h3: "heading",
  h4: "heading",
  h5: "heading",
  h6: "heading",
  hr: "separator",
  // The specification has a name for it and no role.
  iframe: "iframe",
  img: "img",
  li: "listitem",
  main: "main",
  nav: "navigation",
  ol: "list",
  optgroup: "group",
  option: "option",
  output: "status",
  progress: "progressbar",
  section: "region",
  summary: "button",
  table: "table",
  td: "cell",
  textarea: "textbox",
  th: "columnheader",
  tr: "row",
  ul: "list",
};

const NAMED_BY_CONTENT = new Set([
  "alert", "button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "listitem",
  "menuitem", "menuitemcheckbox", "menuitemradio", "option", "radio", "row", "rowheader", "status",
  "switch", "tab", "tooltip", "treeitem",
]);

function roleOf(element) {
  const explicit = (element.getAttribute("role") || "").trim().split(/\s+/)[0];
  if (explicit) return explicit;
  const tag = element.localName;
  if (tag === "a") return element.hasAttribute("href") ? "link" : "";
  if (tag === "input") return INPUT_ROLES[element.type] || (element.type === "hidden" ? "" : "textbox");
  if (tag === "select") return element.multiple || element.size > 1 ? "listbox" : "combobox";
  return TAG_ROLES[tag] || "";
}

// What a person calls by one name has more than one role.
function playsRole(element, wanted) {
  const role = roleOf(element);
  if (role === wanted) return true;
  if (wanted === "textbox") return role === "searchbox";
  if (wanted === "dialog") return role === "alertdialog";
  if (wanted === "checkbox") return role === "switch";
  return false;
}

function isVisible(element) {
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return false;
  return !element.closest('[aria-hidden="true"], [inert]');
}

function squeeze(text) {
  return text.replace(/\s+/g, " ").trim();
}

function contentOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.getAttribute("aria-hidden") === "true" || node.hidden) return "";
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden") return "";
  const label = node.getAttribute("aria-label");
  if (label && label.trim()) return label;
  if (node.localName === "img") return node.alt;
  if (node.localName === "svg") return node.querySelector("title")?.textContent || "";
  const text = [...node.childNodes].map(contentOf).join("");
  return style.display.startsWith("inline") ? text : ` ${text} `;
}

function nameOf(element) {
  const labelledBy = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  const labels = labelledBy.map((id) => document.getElementById(id)).filter(Boolean);
  if (labels.length > 0) {
    return squeeze(labels.map((label) => label.getAttribute("aria-label") || contentOf(label)).join(" "));
  }
  const label = element.getAttribute("aria-label");
  if (label && label.trim()) return squeeze(label);
  if (element.labels && element.labels.length > 0) {
    return squeeze([...element.labels].map(contentOf).join(" "));
  }
  if (element.localName === "img") return squeeze(element.alt);
  if (element.localName === "fieldset") {
    const legend = element.querySelector(":scope > legend");
    if (legend) return squeeze(contentOf(legend));
  }
  if (element.localName === "input" && INPUT_ROLES[element.type] === "button") return element.value;
  if (NAMED_BY_CONTENT.has(roleOf(element))) {
    const text = squeeze([...element.childNodes].map(contentOf).join(""));
    if (text) return text;
  }
  return squeeze(element.title || element.placeholder || "");
}

function hasName(element, step) {
  if (step.name === null) return true;
  const name = nameOf(element);
  return step.exact ? name === step.name : name.includes(step.name);
}

let scopes = [document];
for (const step of path) {
  const found = new Set();
  for (const scope of scopes) {
    for (const element of scope.querySelectorAll("*")) {
      if (playsRole(element, step.role) && isVisible(element) && hasName(element, step)) {
        found.add(element);
      }
    }
  }
  scopes = [...found];
}
return scopes;
