"use strict";
// Swagger UI on our own description, ready to try out; operations can be linked to and filtered.
// The page has title, version, licence and contact of its own, so of what they stand with only the description is shown.
const plugin = {
  wrapComponents: {
    InfoContainer: (_, { React, getComponent, specSelectors }) => () =>
      React.createElement(
        "section",
        { className: "info", "aria-label": "About the API" },
        React.createElement(getComponent("Markdown", true), { source: specSelectors.info().get("description") }),
      ),
    ServersContainer: (Original, { React }) => (props) =>
      React.createElement("section", { "aria-label": "Server" }, React.createElement(Original, props)),
    FilterContainer: (Original, { React }) => (props) =>
      React.createElement(
        "div",
        { role: "search", "aria-labelledby": "filtered" },
        React.createElement("h2", { id: "filtered", className: "wrapper" }, "Operations"),
        React.createElement(Original, props),
      ),
    // A path stands in the button that opens its operation, where a link within would be a second, smaller target.
    DeepLink: (_, { React }) => ({ text }) => React.createElement("span", null, text),
  },
};

// What Swagger UI gives no name, and what it has scroll without the keyboard.
const complete = (root) => {
  for (const control of root.querySelectorAll("tr[data-param-name] :is(select, input, textarea):not([aria-label])"))
    control.setAttribute("aria-label", control.closest("tr").dataset.paramName);
  for (const list of root.querySelectorAll(".servers select:not([aria-label])")) list.setAttribute("aria-label", "Server");
  for (const list of root.querySelectorAll(".examples-select select:not([aria-label])")) list.setAttribute("aria-label", "Example");
  for (const code of root.querySelectorAll(":is(.highlight-code, .curl-command) pre:not([tabindex])")) code.tabIndex = 0;
};

window.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("swagger-ui");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
  new MutationObserver(() => complete(root)).observe(root, { childList: true, subtree: true });
  window.ui = SwaggerUIBundle({
    url: root.dataset.url,
    dom_id: "#swagger-ui",
    deepLinking: true,
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    syntaxHighlight: { theme: "tomorrow-night" },
    plugins: [plugin],
  });
});
