import { readFileSync } from "node:fs";
import markdownIt from "markdown-it";
const catTitles = JSON.parse(readFileSync("categories.json", "utf8"));
export default function (cfg) {
  cfg.setQuietMode(true);
  cfg.setLibrary("md", markdownIt({ html: true, linkify: false, typographer: false }).disable("strikethrough"));
  cfg.addPassthroughCopy({ static: "/" });
  cfg.addGlobalData("catTitles", catTitles);
  cfg.addGlobalData("categories", Object.entries(catTitles).map(([slug, title]) => ({ slug, title })).sort((a, b) => (a.title < b.title ? -1 : 1)));
  cfg.addFilter("stem", (s) => s.slice(0, -4));
  cfg.addFilter("rupiah", (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "."));
  cfg.addFilter("iso", (d) => d.toISOString().slice(0, 19) + "Z");
  cfg.addNunjucksFilter("ldproduct", function (g) {
    const c = this.ctx;
    return JSON.stringify({ "@context": "https://schema.org", "@type": "Product", name: c.title, sku: c.sku, description: c.summary,
      image: c.photos.map((f) => `https://contoh.id/img/${f.file.slice(0, -4)}-1280.jpg`), category: catTitles[c.category],
      brand: { "@type": "Organization", name: g.title },
      offers: { "@type": "Offer", priceCurrency: "IDR", price: c.price_idr, url: "https://contoh.id" + c.page.url } });
  });
  cfg.addNunjucksFilter("ldgroup", function (t) {
    const c = this.ctx;
    return JSON.stringify({ "@context": "https://schema.org", "@type": "LocalBusiness", name: c.title, telephone: c.phone,
      address: { "@type": "PostalAddress", streetAddress: c.address.street, addressLocality: c.address.kabupaten, addressCountry: "ID" },
      geo: { "@type": "GeoCoordinates", latitude: c.coordinates.lat, longitude: c.coordinates.lon } });
  });
  const newest = (a, b) => b.date - a.date;
  const products = (api) => api.getFilteredByGlob("content/products/*.md").sort(newest);
  cfg.addCollection("products", products);
  cfg.addCollection("newest", (api) => products(api).slice(0, 12));
  cfg.addCollection("feed", (api) => products(api).slice(0, 20));
  cfg.addCollection("groups", (api) => api.getFilteredByGlob("content/groups/*.md").sort((a, b) => (a.data.title < b.data.title ? -1 : 1)));
  cfg.addCollection("groupIndex", (api) => {
    const m = {};
    for (const g of api.getFilteredByGlob("content/groups/*.md")) m[g.data.slug] = { data: g.data, url: g.url, products: [] };
    for (const p of products(api)) m[p.data.group]?.products.push(p);
    return m;
  });
  cfg.addCollection("categoryChunks", (api) => {
    const by = {};
    for (const p of products(api)) (by[p.data.category] ??= []).push(p);
    const out = [];
    for (const slug of Object.keys(by)) {
      const total = Math.ceil(by[slug].length / 48);
      for (let i = 0; i < total; i++) out.push({ slug, title: catTitles[slug], n: i + 1, total, items: by[slug].slice(i * 48, i * 48 + 48) });
    }
    return out;
  });
  cfg.addFilter("related", (g, url) => { const o = []; for (const p of g.products) { if (p.url !== url) o.push(p); if (o.length === 4) break; } return o; });
  return { dir: { input: ".", includes: "_includes" }, markdownTemplateEngine: false, templateFormats: ["md", "njk"] };
}
