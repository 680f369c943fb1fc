import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { ProviderInput } from '../../../core/api.ts';
import { useController } from '../../controller.ts';
import { useSpeech } from '../../ui/language.ts';

interface EditedHeader {
	/** Tells the rows apart while their names change. */
	readonly row: number;
	readonly name: string;
	readonly value: string;
	/** There is a secret value that this page was never told. */
	readonly kept: boolean;
}

/** Adds or changes a provider. */
export function ProviderForm({ input, close }: { readonly input: ProviderInput; readonly close: () => void }) {
	const { t } = useSpeech();
	const { call } = useController();
	const [headers, setHeaders] = useState<readonly EditedHeader[]>(() =>
		input.headers.map(({ name, value }, row) => ({ row, name, value: value ?? '', kept: value === null })),
	);

	async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const data = new FormData(event.currentTarget);
		const text = (name: string): string => String(data.get(name) ?? '').trim();
		const prices = [text('price-in'), text('price-out')];
		const result = await call('saveProvider', {
			id: input.id,
			name: text('name'),
			baseUrl: text('url'),
			model: text('model'),
			headers: headers
				.filter(({ name }) => name.trim() !== '')
				.map(({ name, value, kept }) => ({ name: name.trim(), value: kept && value === '' ? null : value.trim() })),
			price: prices.every((price) => price === '')
				? null
				: { inputPerMillion: Number(prices[0]), outputPerMillion: Number(prices[1]) },
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
				<TextField name="name" label={t('providers.name')} value={input.name} required />
				<TextField name="model" label={t('providers.model')} value={input.model} required />
			</div>
			<TextField
				name="url"
				label={`${t('providers.url')}: ${t('providers.urlHint')}`}
				value={input.baseUrl}
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
						type="number"
					/>
					<TextField
						name="price-out"
						label={t('providers.priceOut')}
						value={String(input.price?.outputPerMillion ?? '')}
						type="number"
					/>
				</div>
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

interface TextFieldProps {
	readonly name: string;
	readonly label: string;
	readonly value: string;
	readonly required?: boolean;
	readonly type?: 'text' | 'url' | 'number';
}

function TextField({ name, label, value, required = false, type = 'text' }: TextFieldProps) {
	return (
		<label className="labelled">
			{label}
			<input
				name={name}
				type={type}
				defaultValue={value}
				required={required}
				spellCheck={false}
				{...(type === 'number' ? { min: 0, step: 'any' } : {})}
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
			{headers.map(({ row, name, value, kept }) => (
				<div key={row} className="form-row">
					<label className="labelled">
						{t('providers.headerName')}
						<input
							value={name}
							spellCheck={false}
							onChange={({ target }) => change(row, { name: target.value, kept: false })}
						/>
					</label>
					<label className="labelled">
						{t('providers.headerValue')}
						<input
							value={value}
							spellCheck={false}
							placeholder={kept ? t('providers.headerKept') : ''}
							onChange={({ target }) => change(row, { value: target.value })}
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
				onClick={() =>
					setHeaders([
						...headers,
						{ row: 1 + Math.max(-1, ...headers.map(({ row }) => row)), name: '', value: '', kept: false },
					])
				}
			>
				<Plus size={14} aria-hidden="true" /> {t('providers.headerAdd')}
			</button>
		</fieldset>
	);
}
