/* Added to each page by `serve`: reloads the page when it has changed, and lays mistakes over it. */

const { etalasePage: shown } = document.querySelector("script[data-etalase-page]").dataset;
const address = `/.etalase/events?page=${encodeURIComponent(location.pathname)}`;
let events;
let notice;

/* A hidden page listens to nothing: browsers open six connections to a host, and a stream keeps one. */
function listen() {
  events?.close();
  if (document.hidden) return;
  events = new EventSource(address);
  events.addEventListener("message", ({ data }) => {
    const state = JSON.parse(data);
    if (state.page !== shown) {
      events.close();
      location.reload();
    } else {
      show(state.notice);
    }
  });
}

function show(told) {
  notice?.remove();
  notice = undefined;
  if (!told) return;
  const close = element("button", told.close);
  close.type = "button";
  close.addEventListener("click", () => show());
  const mistakes = element("ol", ...told.mistakes.map(({ place, message, hint }) =>
    element("li", ...[element("code", place), element("b", message), element("span", hint)].filter((part) => part.textContent))));
  notice = element("section", element("h2", told.title), close, element("p", told.text), mistakes, element("p", told.more));
  notice.className = "etalase-notice";
  notice.role = "alert";
  notice.tabIndex = 0;
  notice.popover = "manual";
  document.body.append(notice);
  notice.showPopover();
}

function element(name, ...parts) {
  const made = document.createElement(name);
  made.append(...parts);
  return made;
}

document.addEventListener("keydown", ({ key }) => key === "Escape" && show());
document.addEventListener("visibilitychange", listen);
listen();
