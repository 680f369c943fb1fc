import { NO_NUMBER } from './format.ts';

/** A number, with a small sign before it where it is an estimate. */
export function Estimate({ text, estimated }: { readonly text: string; readonly estimated: boolean }) {
	return (
		<>
			{estimated && text !== NO_NUMBER && <i className="about">~</i>}
			{text}
		</>
	);
}
