import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { HEADER_NAME, isOpenHeader, PROVIDER_LIMITS, type ProviderInput } from '../../../core/api.ts';
import { useController } from '../../controller.ts';
import { useSpeech } from '../../ui/language.ts';
import { SOMETHING, secretPattern } from './field-patterns.ts';

interface EditedHeader {
	/** Tells the rows apart while their names change. */
	readonly row: number;
	readonly name: string;
	/** As it is saved, where it may be shown; what is typed stays in its field. */
	readonly shown: string;
	/** There is a secret value that this page was never told. */
	readonly kept: boolean;
}

/** Adds or changes a provider. */
export function ProviderForm({ input, close }: { readonly input: ProviderInput; readonly close: () => void }) {
	const { t } = useSpeech();
	const { call } = useController();
	const [headers, setHeaders] = useState<readonly EditedHeader[]>(() =>
		input.headers.map(({ name, value }, row) => ({ row, name, shown: value ?? '', kept: value === null })),
	);
	const [isHalfPrice, setIsHalfPrice] = useState(false);

	async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const data = new FormData(event.currentTarget);
		clearSecrets(event.currentTarget);
		const text = (name: string): string => String(data.get(name) ?? '').trim();
		const price = enteredPrice(text('price-in'), text('price-out'));
		setIsHalfPrice(price === 'half');
		if (price === 'half') return;
		const result = await call('saveProvider', {
			id: input.id,
			name: text('name'),
			baseUrl: text('url'),
			model: text('model'),
			headers: headers
				.filter(({ name }) => name.trim() !== '')
				.map(({ row, name, kept }) => {
					const value = text(valueName(row));
					return { name: name.trim(), value: kept && value === '' ? null : value };
				}),
			price,
		});
		if (result.ok) close();
	}

	return (
		<form
			className="card provider-form"
			onSubmit={(event) => void save(event)}
			aria-label={input.name || t('providers.new')}
			autoComplete="off"
		>
			<div className="form-row">
				<TextField name="name" label={t('providers.name')} value={input.name} most={PROVIDER_LIMITS.name} required />
				<TextField
					name="model"
					label={t('providers.model')}
					value={input.model}
					most={PROVIDER_LIMITS.model}
					required
				/>
			</div>
			<TextField
				name="url"
				label={`${t('providers.url')}: ${t('providers.urlHint')}`}
				value={input.baseUrl}
				most={PROVIDER_LIMITS.baseUrl}
				required
				type="url"
			/>
			<HeaderFields headers={headers} setHeaders={setHeaders} />
			<fieldset>
				<legend>{t('providers.price')}</legend>
				<div className="form-row">
					<TextField
						name="price-in"
						label={t('providers.priceIn')}
						value={String(input.price?.inputPerMillion ?? '')}
						most={PROVIDER_LIMITS.price}
						type="number"
					/>
					<TextField
						name="price-out"
						label={t('providers.priceOut')}
						value={String(input.price?.outputPerMillion ?? '')}
						most={PROVIDER_LIMITS.price}
						type="number"
					/>
				</div>
				{isHalfPrice && (
					<p className="form-problem" role="alert">
						{t('providers.priceHalf')}
					</p>
				)}
			</fieldset>
			<div className="form-end">
				<button type="button" className="secondary" onClick={close}>
					{t('providers.cancel')}
				</button>
				<button type="submit" className="primary">
					{t('providers.save')}
				</button>
			</div>
		</form>
	);
}

/** The field of a header's value. */
function valueName(row: number): string {
	return `header-value-${row}`;
}

/** Whatever becomes of what was entered: a secret is in the page no longer than it is being typed. */
function clearSecrets(form: HTMLFormElement): void {
	for (const field of form.querySelectorAll<HTMLInputElement>('input[type="password"]')) field.value = '';
}

/** Null where there is none. One of two blank is half a price, and no price of nothing. */
function enteredPrice(input: string, output: string): ProviderInput['price'] | 'half' {
	if (input === '' && output === '') return null;
	return input === '' || output === '' ? 'half' : { inputPerMillion: Number(input), outputPerMillion: Number(output) };
}

interface TextFieldProps {
	readonly name: string;
	readonly label: string;
	readonly value: string;
	/** Characters, or the number itself. */
	readonly most: number;
	readonly required?: boolean;
	readonly type?: 'text' | 'url' | 'number';
}

function TextField({ name, label, value, most, required = false, type = 'text' }: TextFieldProps) {
	return (
		<label className="labelled">
			{label}
			<input
				name={name}
				type={type}
				defaultValue={value}
				required={required}
				spellCheck={false}
				{...(type === 'number' ? { min: 0, max: most, step: 'any' } : { maxLength: most, pattern: SOMETHING })}
			/>
		</label>
	);
}

interface HeaderFieldsProps {
	readonly headers: readonly EditedHeader[];
	readonly setHeaders: (headers: readonly EditedHeader[]) => void;
}

function HeaderFields({ headers, setHeaders }: HeaderFieldsProps) {
	const { t } = useSpeech();
	const change = (row: number, changed: Partial<EditedHeader>): void =>
		setHeaders(headers.map((header) => (header.row === row ? { ...header, ...changed } : header)));
	return (
		<fieldset>
			<legend>{t('providers.headers')}</legend>
			{headers.map(({ row, name, shown, kept }) => (
				<div key={row} className="form-row">
					<label className="labelled">
						{t('providers.headerName')}
						<input
							value={name}
							maxLength={PROVIDER_LIMITS.headerName}
							pattern={HEADER_NAME.source}
							spellCheck={false}
							onChange={({ target }) => change(row, { name: target.value.trim(), kept: false })}
						/>
					</label>
					<label className="labelled">
						{t('providers.headerValue')}
						<input
							name={valueName(row)}
							type={isOpenHeader(name.trim()) ? 'text' : 'password'}
							autoComplete="new-password"
							defaultValue={shown}
							required={name.trim() !== '' && !kept}
							pattern={secretPattern(PROVIDER_LIMITS.headerValue)}
							spellCheck={false}
							placeholder={kept ? t('providers.headerKept') : ''}
						/>
					</label>
					<button
						type="button"
						className="quiet icon-button"
						aria-label={t('providers.headerRemove', { name })}
						onClick={() => setHeaders(headers.filter((header) => header.row !== row))}
					>
						<X size={14} aria-hidden="true" />
					</button>
				</div>
			))}
			<button
				type="button"
				className="quiet"
				disabled={headers.length >= PROVIDER_LIMITS.headers}
				onClick={() =>
					setHeaders([
						...headers,
						{ row: 1 + Math.max(-1, ...headers.map(({ row }) => row)), name: '', shown: '', kept: false },
					])
				}
			>
				<Plus size={14} aria-hidden="true" /> {t('providers.headerAdd')}
			</button>
		</fieldset>
	);
}
