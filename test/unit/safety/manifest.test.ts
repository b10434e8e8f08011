/** What the manifest declares of workspaces that nobody trusts, or that are on no disk. */
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json';

describe('the manifest', () => {
  it('declares limited support where nobody trusts the folder, in words, and all of it in virtual workspaces', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.supported).toBe('limited');
    expect(untrustedWorkspaces.description).toMatch(/^%capabilities\..*%$/);
    expect(virtualWorkspaces).toBe(true);
  });

  it('lets no untrusted folder say what is run, or how much memory is taken', () => {
    const settings = Object.entries(manifest.contributes.configuration.properties);
    const weighty = settings.filter(([, { scope }]) => scope.startsWith('machine')).map(([name]) => name);
    expect(weighty.filter((name) => /path|memory/i.test(name)).length).toBeGreaterThan(1);
    expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(weighty.sort());
  });

  it('has no dependency on another extension, and asks for no proposed interface', () => {
    for (const key of ['extensionDependencies', 'extensionPack', 'enabledApiProposals']) {
      expect(manifest).not.toHaveProperty(key);
    }
  });
});
