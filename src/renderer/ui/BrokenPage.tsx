import { RotateCw } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { en } from './words/en.ts';
import { zhCN } from './words/zh-CN.ts';

/**
 * What stands in the place of a page that broke: one sentence in every language, for what broke may be the words, and
 * no details, which are in the console.
 */
export function BrokenPage() {
	return (
		<main className="closed broken">
			<h1>{en['app.name']}</h1>
			<div role="alert">
				{[en, zhCN].map((words, index) => (
					<p key={words['problem.page-broke']} lang={index === 0 ? 'en' : 'zh-CN'}>
						{words['problem.page-broke']}
					</p>
				))}
			</div>
			<ReloadButton>
				{en['notice.reload']} · <span lang="zh-CN">{zhCN['notice.reload']}</span>
			</ReloadButton>
		</main>
	);
}

/** Loads the page anew: the app gives it back everything that it held. */
export function ReloadButton({ children }: { readonly children: ReactNode }) {
	return (
		<button type="button" className="primary" onClick={() => location.reload()}>
			<RotateCw size={14} aria-hidden="true" /> {children}
		</button>
	);
}

interface Broken {
	readonly broken: boolean;
}

/** Shows {@link BrokenPage} where a component below it throws. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Broken> {
	override state: Broken = { broken: false };

	static getDerivedStateFromError(): Broken {
		return { broken: true };
	}

	override render(): ReactNode {
		return this.state.broken ? <BrokenPage /> : this.props.children;
	}
}
