export default { layout: "product.njk", permalink: (data) => `/products/${data.slug}/` };
