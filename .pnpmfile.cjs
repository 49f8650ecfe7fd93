// What of a manifest is for this workspace only is not published.
module.exports = {
  hooks: {
    beforePacking({ devDependencies, scripts, ...published }) {
      return published;
    },
  },
};
