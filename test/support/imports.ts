import { parseAst } from 'vitest/node';

/** One place where a file reaches for another. */
export interface ImportUse {
	/** What it names; null when that is decided only at run time, so that no rule could be checked. */
	readonly specifier: string | null;
	/** The place in the source, for a message: 1 is the first line. */
	readonly line: number;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number };

/** Ways to load a module that hide its name from a reader. */
const hiding = new Set(['require', 'createRequire', 'getBuiltinModule']);

/**
 * Everything a TypeScript file reaches for: `import`, `export … from`, `import()`, types by `import('…')`, `import =`,
 * `new URL(…, import.meta.url)`, calls on `import.meta` and `/// <reference>`. Read by a real parser (the bundler's),
 * so that comments, strings and regular expressions cannot hide or fake one.
 *
 * @throws when the source cannot be parsed
 */
export function findImports(source: string, kind: 'ts' | 'tsx' = 'ts'): readonly ImportUse[] {
	const found: ImportUse[] = [];
	const use = (specifier: string | null, start: number) => found.push({ specifier, line: lineOf(source, start) });
	for (const reference of source.matchAll(/^\/\/\/\s*<reference\s+(?:path|types)=["']([^"']+)["']/gm)) {
		use(reference[1] ?? null, reference.index);
	}
	visit(parseAst(source, { lang: kind }), (node) => {
		const specifier = specifierOf(node);
		if (specifier !== undefined) use(specifier, node.start);
	});
	return found;
}

/** What a node names; null when that cannot be read; undefined when it names no module. */
function specifierOf(node: Node): string | null | undefined {
	switch (node.type) {
		case 'ImportDeclaration':
		case 'ExportAllDeclaration':
		case 'ImportExpression':
		case 'TSImportType':
			return text(node.source);
		case 'ExportNamedDeclaration':
			return node.source === null ? undefined : text(node.source);
		case 'TSExternalModuleReference':
			return text(node.expression);
		case 'NewExpression':
			return isIdentifier(node.callee, 'URL') && isMetaUrl(list(node.arguments)[1])
				? text(list(node.arguments)[0])
				: undefined;
		case 'CallExpression':
			return specifierOfCall(node);
		default:
			return undefined;
	}
}

function specifierOfCall(node: Node): string | null | undefined {
	const { callee } = node;
	if (!isNode(callee)) return undefined;
	if (callee.type === 'Identifier') return hiding.has(String(callee.name)) ? null : undefined;
	if (callee.type !== 'MemberExpression' || !isNode(callee.property)) return undefined;
	if (isNode(callee.object) && callee.object.type === 'MetaProperty') return text(list(node.arguments)[0]);
	return hiding.has(String(callee.property.name ?? callee.property.value)) ? null : undefined;
}

function isMetaUrl(node: unknown): boolean {
	return (
		isNode(node) &&
		node.type === 'MemberExpression' &&
		isNode(node.object) &&
		node.object.type === 'MetaProperty' &&
		isIdentifier(node.property, 'url')
	);
}

function isIdentifier(node: unknown, name: string): boolean {
	return isNode(node) && node.type === 'Identifier' && node.name === name;
}

/** The value of a string literal, or of a template without holes. */
function text(node: unknown): string | null {
	if (!isNode(node)) return null;
	if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
	if (node.type !== 'TemplateLiteral' || list(node.quasis).length !== 1) return null;
	const [only] = list(node.quasis);
	if (!isNode(only) || typeof only.value !== 'object' || only.value === null) return null;
	return 'cooked' in only.value && typeof only.value.cooked === 'string' ? only.value.cooked : null;
}

function visit(value: unknown, see: (node: Node) => void): void {
	if (Array.isArray(value)) {
		for (const each of value) visit(each, see);
	} else if (isNode(value)) {
		see(value);
		for (const child of Object.values(value)) visit(child, see);
	}
}

function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function lineOf(source: string, start: number): number {
	return source.slice(0, start).split('\n').length;
}
