import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

type Says = () => readonly (string | null)[];

export interface ExplainedProps {
	/**
	 * What the number is: its definition and unit, and below it what it was made from. Asked when it is shown; left out
	 * where what it stands in explains it.
	 */
	readonly says?: Says;
	readonly children: ReactNode;
	readonly className?: string;
	/** Left out of the tab order, where arrow keys lead to it. */
	readonly byArrows?: boolean;
	/** What a press does, besides explaining. */
	readonly onPress?: () => void;
}

const explanations = new WeakMap<Element, Says>();
const explanationsWithin = new WeakMap<Element, (element: HTMLElement) => ReturnType<Says>>();

/**
 * Has an element that is no button of ours explain itself, under the pointer and on touch; it carries `data-explain`. A
 * field's label does so also while its field has the focus, and what opens a menu only while the menu is closed.
 */
export function explain(element: Element | null, says: Says): void {
	if (element !== null) explanations.set(element, says);
}

/** Explains everything in a table that says nothing itself: hundreds of numbers, of which few ever change at once. */
export function explainWithin(table: HTMLTableElement | null, says: (element: HTMLElement) => ReturnType<Says>): void {
	if (table !== null) explanationsWithin.set(table, says);
}

function explanationOf(element: HTMLElement): ReturnType<Says> {
	const says = explanations.get(element);
	if (says !== undefined) return says();
	const table = element.closest('table');
	return (table && explanationsWithin.get(table)?.(element)) ?? [];
}

/** Something that explains itself under the pointer, on focus and on touch. */
export function Explained({ says, children, className = '', byArrows = false, onPress }: ExplainedProps) {
	return (
		<button
			type="button"
			className={`explained ${className}`}
			data-explain=""
			ref={says && ((element) => explain(element, says))}
			tabIndex={byArrows ? -1 : 0}
			onClick={onPress}
		>
			{children}
		</button>
	);
}

const HOVER_DELAY_MS = 300;
const TOOLTIP_ID = 'explanation';

/** The one tooltip of the page: it shows the explanation of whatever the pointer or the focus is on. */
export function ExplanationLayer() {
	const tooltip = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const box = tooltip.current;
		if (box === null) return;
		let shownFor: Element | null = null;
		let timer = 0;

		function hide(): void {
			clearTimeout(timer);
			if (shownFor !== null) describedBy(shownFor).removeAttribute('aria-describedby');
			shownFor = null;
			if (box?.matches(':popover-open')) box.hidePopover();
		}

		function show(target: HTMLElement): void {
			if (box === null) return;
			hide();
			shownFor = target;
			describedBy(target).setAttribute('aria-describedby', TOOLTIP_ID);
			const [first = '', ...rest] = explanationOf(target).filter((line) => line !== null);
			box.replaceChildren(paragraph(first), ...rest.map((line) => paragraph(line, 'explanation-more')));
			box.showPopover();
			place(box, target);
		}

		function found(event: Event): HTMLElement | null {
			const target = event.target instanceof Element ? event.target.closest('[data-explain]') : null;
			return target instanceof HTMLElement ? target : null;
		}

		const over = (event: PointerEvent): void => {
			const target = found(event);
			if (target === shownFor) return;
			hide();
			if (target !== null) timer = window.setTimeout(() => show(target), HOVER_DELAY_MS);
		};
		const focus = (event: FocusEvent): void => {
			const target = found(event);
			hide();
			// In a task of its own: a menu that opens or closes moves the focus before it is done, and nothing may be shown then.
			if (target !== null && describedBy(target).matches(':focus-visible'))
				timer = window.setTimeout(() => show(target));
		};
		const click = (event: MouseEvent): void => {
			const target = found(event);
			// The menu that it opens now has the room.
			if (target?.hasAttribute('popovertarget')) hide();
			else if (target !== null) show(target);
		};
		const key = (event: KeyboardEvent): void => {
			if (event.key === 'Escape' && shownFor !== null) {
				hide();
				event.stopPropagation();
			}
		};
		const listeners = new AbortController();
		const options = { signal: listeners.signal };
		// A page that scrolls to what was focused moves it from under its explanation.
		const scroll = (): void => {
			if (box !== null && shownFor !== null) place(box, shownFor);
		};
		document.addEventListener('scroll', scroll, { ...options, capture: true, passive: true });
		document.addEventListener('pointerover', over, options);
		document.addEventListener('focusin', focus, options);
		document.addEventListener('focusout', hide, options);
		document.addEventListener('click', click, options);
		document.addEventListener('keydown', key, { ...options, capture: true });
		return () => {
			hide();
			listeners.abort();
		};
	}, []);
	return <div ref={tooltip} id={TOOLTIP_ID} className="explanation" role="tooltip" popover="manual" />;
}

/** A label explains its field. */
function describedBy(target: Element): Element {
	return target instanceof HTMLLabelElement ? (target.control ?? target) : target;
}

function paragraph(text: string, className = ''): HTMLElement {
	const element = document.createElement('p');
	element.className = className;
	element.textContent = text;
	return element;
}

/** Below the target, or above it where there is no room; never beyond the window's edges. */
function place(box: HTMLElement, target: Element): void {
	const at = target.getBoundingClientRect();
	const { offsetWidth, offsetHeight } = box;
	const left = Math.min(Math.max(8, at.left + at.width / 2 - offsetWidth / 2), innerWidth - offsetWidth - 8);
	const below = at.bottom + 8;
	const top = below + offsetHeight > innerHeight - 8 ? at.top - offsetHeight - 8 : below;
	box.style.left = `${Math.max(8, left)}px`;
	box.style.top = `${Math.max(8, top)}px`;
}
