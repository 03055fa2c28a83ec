/* Passes the page on: by the phone's own sheet where there is one, else by copying its address. Neither works everywhere
   (a page that is not from https has no sheet and no clipboard), so the button stays hidden until one is known to be there. */

const share = document.querySelector(".share");
const [button, said] = share.children;
const url = document.querySelector("link[rel=canonical]").href + share.dataset.query;

if (navigator.share) {
  button.onclick = () => navigator.share({ title: document.title, url }).catch(() => {}); // the sheet was closed
} else if (navigator.clipboard) {
  button.textContent = share.dataset.copy;
  button.onclick = async () => {
    await navigator.clipboard.writeText(url);
    said.textContent = share.dataset.copied;
  };
}
button.hidden = !button.onclick;
