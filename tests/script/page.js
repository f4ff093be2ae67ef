// As much of a page as scripts under test write in: its texts can be read, markup is refused.

const REFUSED = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe"];

export class Node {
  constructor(tag) {
    Object.assign(this, { tag, children: [], attributes: {}, style: {}, heard: {}, own: "" });
    this.classList = { add: (name) => (this.className = `${this.className ?? ""} ${name}`.trim()) };
  }

  get textContent() {
    return this.own + this.children.map(({ textContent }) => textContent).join("");
  }

  set textContent(text) {
    this.children = [];
    this.own = String(text);
  }

  append(...nodes) {
    this.children.push(...nodes);
  }

  appendChild(node) {
    this.append(node);
    return node;
  }

  replaceChildren(...nodes) {
    this.children = nodes;
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  addEventListener(name, answer) {
    this.heard[name] = answer;
  }

  /** Do as a browser does when something happens to the node. */
  fire(name, event = {}) {
    this.heard[name]({ preventDefault() {}, stopPropagation() {}, ...event });
  }

  /** Return all the nodes of a tag below this one. */
  all(tag) {
    return this.children.flatMap((node) => [...(node.tag === tag ? [node] : []), ...node.all(tag)]);
  }
}

for (const name of REFUSED) {
  const refuse = () => {
    throw new Error(`a text would become markup: ${name}`);
  };
  Object.defineProperty(Node.prototype, name, { set: refuse, get: refuse });
}

globalThis.document = { createElement: (tag) => new Node(tag) };
globalThis.window = globalThis;
