// Brings @tensorflow/tfjs-node into out/tensorflow where its own installer cannot fetch the native library: the library
// and its headers come from PyPI's wheel of TensorFlow, the binding is compiled from the package's sources. Linux on x64
// with npm, python3 and a C++ compiler; about 20 s. Prints the folder of the package. See docs/tensorflow-engine.md.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const TFJS_NODE = '4.22.0';
/** tfjs-node is made for 2.9, which PyPI no longer has; it runs on this one unchanged. */
const TENSORFLOW = '2.15.1';
/** The N-API version that the package's loader looks for under Node 20 and later. */
const NAPI = 8;

const root = path.resolve('out/tensorflow');
const folder = path.join(root, 'node_modules/@tensorflow/tfjs-node');
const library = path.join(folder, 'deps/lib');
const binding = path.join(folder, `lib/napi-v${NAPI}/tfjs_binding.node`);

const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });

if (!existsSync(binding)) {
  try {
    install();
    run(process.execPath, '-e', 'require(process.argv[1])', folder);
  } catch (error) {
    // Half a package would pass for one.
    rmSync(root, { recursive: true, force: true });
    console.error(error.message);
    process.exit(1);
  }
}
process.stdout.write(`${folder}\n`);

function install() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('This script is for Linux on x64; elsewhere "npm install @tensorflow/tfjs-node" does it.');
  }
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, 'package.json'), '{ "private": true }');
  const packages = [`@tensorflow/tfjs-node@${TFJS_NODE}`, 'node-api-headers@1.9.0'];
  run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', ...packages);
  unpackLibrary();
  compileBinding();
}

/** Only the two libraries, 0.6 GB, and the headers of the C interface. */
function unpackLibrary() {
  const wheels = path.join(root, 'wheels');
  const target = ['--python-version', '3.11', '--implementation', 'cp', '--platform', 'manylinux2014_x86_64'];
  const what = ['--no-deps', '--only-binary=:all:', '--dest', wheels, `tensorflow-cpu==${TENSORFLOW}`];
  run('python3', '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', ...target, ...what);
  const [wheel] = readdirSync(wheels);
  const unpack = `
import sys, zipfile
headers = ("tensorflow/c/", "tensorflow/core/platform/", "tsl/c/", "tsl/platform/")
wanted = ("tensorflow/libtensorflow_", *("tensorflow/include/" + folder for folder in headers))
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;
  mkdirSync(library, { recursive: true });
  run('python3', '-c', unpack, path.join(wheels, wheel), library);
  for (const name of ['cc', 'framework']) {
    symlinkSync(`tensorflow/libtensorflow_${name}.so.2`, path.join(library, `libtensorflow_${name}.so.2`));
  }
  rmSync(wheels, { recursive: true });
}

/** What the package's binding.gyp says, in one call: node-gyp would want the headers of Node itself. */
function compileBinding() {
  mkdirSync(path.dirname(binding), { recursive: true });
  const include = [path.join(library, 'tensorflow/include'), path.join(root, 'node_modules/node-api-headers/include')];
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(folder, 'binding', name));
  const libraries = ['cc', 'framework'].map((name) => `-l:libtensorflow_${name}.so.2`);
  run(
    ...[process.env.CXX ?? 'g++', '-shared', '-fPIC', '-O2', '-std=c++17', `-DNAPI_VERSION=${NAPI}`],
    ...[`-I${folder}`, ...include.map((place) => `-I${place}`), ...sources],
    ...[`-L${library}`, '-Wl,-rpath,$ORIGIN/../../deps/lib', ...libraries, '-o', binding],
  );
}
