export default { layout: "group.njk", permalink: (data) => `/groups/${data.slug}/` };
