/* The pictures of a page in a dialog as large as the screen. The browser does what it does well: it snaps from picture to
   picture, scrolls in one that is enlarged, and magnifies under two fingers. Without this script each is a link to its JPEG. */

const MOST_STEP = 3; // of a double tap, if the picture has as many pixels
const STEP = 1.5; // of a button or key
const NUDGE = 80; // pixels a key moves an enlarged picture by
const TWICE = 350; // ms between the taps of a double tap

const gallery = document.querySelector("ul.gallery");
const links = [...gallery.querySelectorAll("a")];
const viewer = document.querySelector("dialog.viewer");
const strip = viewer.querySelector(".viewer-strip");
const counter = viewer.querySelector("[data-count]");
const button = (value) => viewer.querySelector(`button[value="${value}"]`);
const slides = links.map(() => document.createElement("li"));
strip.append(...slides);

let current = 0;
let scale = 1;
let tapped = -Infinity;

/* Pictures */

/* A slide gets its picture when it or its neighbour is shown. */
function fill(index) {
  const slide = slides[index];
  if (!slide || slide.firstChild) return;
  const picture = links[index].querySelector("picture").cloneNode(true);
  const image = picture.querySelector("img");
  image.loading = "eager";
  image.style.setProperty("--most", `${mostPixels(picture)}px`); // never larger than it is
  image.style.setProperty("--ratio", image.width / image.height);
  ask(picture, slide.clientWidth || innerWidth);
  slide.append(picture);
}

const sourcesOf = (picture) => picture.querySelectorAll("[srcset]");
const mostPixels = (picture) => Math.max(...[...sourcesOf(picture)[0].srcset.matchAll(/ (\d+)w/g)].map(([, width]) => width));

/* The browser chooses the file for a width; a larger one is only asked for when the picture is enlarged. */
function ask(picture, width) {
  for (const source of sourcesOf(picture)) source.sizes = `${Math.ceil(width)}px`;
}

function show(index) {
  if (index !== current) zoom(1);
  current = index;
  for (const near of [index, index + 1, index - 1]) fill(near);
  counter.textContent = counter.dataset.count.replace("{n}", index + 1);
  button("previous")?.setAttribute("aria-disabled", index === 0);
  button("next")?.setAttribute("aria-disabled", index === slides.length - 1);
}

function go(index, behavior = "auto") {
  if (!slides[index]) return;
  show(index);
  strip.scrollTo({ left: slides[index].offsetLeft, behavior });
}

/* Enlarges the current picture by `factor`, keeping what is under a point of the screen where it is. */
function zoom(to, x = innerWidth / 2, y = innerHeight / 2) {
  const slide = slides[current];
  const picture = slide.firstChild;
  if (!picture) return;
  const image = picture.querySelector("img");
  const before = image.getBoundingClientRect();
  const fitted = before.width / scale;
  scale = Math.min(Math.max(to, 1), Math.max(mostPixels(picture) / fitted, 1));
  image.style.setProperty("--zoom", scale);
  const enlarged = scale > 1;
  slide.classList.toggle("is-enlarged", enlarged);
  slide.tabIndex = enlarged ? 0 : -1; // what scrolls must be within reach of a keyboard
  if (enlarged) ask(picture, fitted * scale);
  const after = image.getBoundingClientRect();
  const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
  slide.scrollBy({ left: after.left + across * after.width - x, top: after.top + down * after.height - y, behavior: "instant" });
  button("out").setAttribute("aria-disabled", !enlarged);
  button("in").setAttribute("aria-disabled", scale * fitted >= mostPixels(picture));
}

/* Opening and closing. Opening is a step in the history, so that the Back button of a phone closes. */

function open(index) {
  if (viewer.open) return;
  history.pushState({ viewer: true }, "");
  viewer.showModal();
  go(index, "instant");
  zoom(1);
}

viewer.onclose = () => {
  zoom(1);
  if (history.state?.viewer) history.back();
};
addEventListener("popstate", () => viewer.close());

links.forEach((link, index) => {
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // to have it in a tab of its own
    event.preventDefault();
    open(index);
  };
  const spread = (event) => event.touches.length > 1 && open(index);
  link.addEventListener("touchstart", spread, { passive: true });
});

/* Ways to move and enlarge: buttons, keys, taps, wheel, mouse */

const doings = {
  close: () => viewer.close(),
  previous: () => go(current - 1),
  next: () => go(current + 1),
  in: () => zoom(scale * STEP),
  out: () => zoom(scale / STEP),
};
for (const each of viewer.querySelectorAll("button")) each.onclick = () => doings[each.value]();

const move = (left, top) => slides[current].scrollBy({ left, top, behavior: "instant" });
const keys = {
  ArrowLeft: () => (scale > 1 ? move(-NUDGE, 0) : go(current - 1)),
  ArrowRight: () => (scale > 1 ? move(NUDGE, 0) : go(current + 1)),
  ArrowUp: () => move(0, -NUDGE),
  ArrowDown: () => move(0, NUDGE),
  "+": doings.in,
  "=": doings.in,
  "-": doings.out,
};
viewer.onkeydown = (event) => {
  if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  keys[event.key]();
};

strip.onclick = ({ detail, timeStamp, clientX, clientY }) => {
  const twice = detail === 2 || timeStamp - tapped < TWICE; // a mouse's is as slow as its owner has set
  tapped = twice ? -Infinity : timeStamp;
  if (twice) zoom(scale > 1 ? 1 : MOST_STEP, clientX, clientY);
};

const turn = (event) => {
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.ctrlKey) return; // a swipe, or the browser's own zoom
  event.preventDefault();
  zoom(scale * Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
};
strip.addEventListener("wheel", turn, { passive: false });

strip.onpointermove = ({ pointerType, buttons, movementX, movementY }) => {
  if (pointerType === "mouse" && buttons === 1) move(-movementX, -movementY);
};
strip.ondragstart = (event) => event.preventDefault();

const swiped = (entries) => entries.forEach((entry) => entry.isIntersecting && viewer.open && show(slides.indexOf(entry.target)));
const watch = new IntersectionObserver(swiped, { root: strip, threshold: 0.6 });
for (const slide of slides) watch.observe(slide);
