// What is used of the Python extension's interface, for a test that says what is selected:
// nothing, { executable: PATH }, { executable: undefined } for an environment without Python, or { error: MESSAGE }.
const vscode = require('vscode');

exports.activate = () => {
  let selected;
  return {
    /** Of the stand-in alone. */
    select: (environment) => {
      selected = environment;
    },
    environments: {
      getActiveEnvironmentPath: (resource) => {
        if (!(resource instanceof vscode.Uri)) throw new TypeError('An address of a file is wanted.');
        return { id: 'selected', path: selected?.executable ?? 'python' };
      },
      resolveEnvironment: async ({ path }) => {
        if (typeof path !== 'string') throw new TypeError('A path is wanted.');
        if (selected?.error) throw new Error(selected.error);
        if (!selected) return undefined;
        return { executable: { uri: selected.executable && vscode.Uri.file(selected.executable) } };
      },
    },
  };
};
