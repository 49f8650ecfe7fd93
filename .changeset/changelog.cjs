// How a changelog's lines are written: the sentences of the changeset, and a link to the commit that brought it.

const REPOSITORY = 'https://github.com/rbee-keeper/rbee-workers';

function linkTo(commit) {
  return commit === undefined ? '' : ` ([${commit.slice(0, 7)}](${REPOSITORY}/commit/${commit}))`;
}

module.exports = {
  async getReleaseLine({ summary, commit }) {
    const [first = '', ...rest] = summary.trim().split('\n');
    const more = rest.map((line) => (line === '' ? '' : `  ${line}`));
    return [`- ${first}${linkTo(commit)}`, ...more].join('\n');
  },
  // All of ours have one version, so which of them a package depends on says nothing new.
  async getDependencyReleaseLine() {
    return '';
  },
};
