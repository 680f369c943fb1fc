/** One sentence on each embedded provider, in Simplified Chinese. */
export const zhCNPersonas = {
	'persona.steady': '首词元很快，之后每 30 毫秒一个。',
	'persona.bursty': '一口气来十个词元，然后停顿：平均每秒 23 个。',
	'persona.stalling': '大体均匀，但不时卡住半秒以上。',
	'persona.slow-first': '首词元要等两秒以上，之后均匀。',
	'persona.chunked': '每帧八个词元。',
	'persona.speculative': '预先起草：一次来三个词元，再隔更久来一个，总体节奏与 steady 相同。',
	'persona.reasoning': '先沉默，再思考六十个词元，然后作答。',
	'persona.rate-limited': '拒绝所有请求：HTTP 429，两秒后再试。',
	'persona.cut': '四十个词元后连接中断。',
	'persona.error': '流到四十个词元时报告错误。',
	'persona.malformed': '发送破损和少见的帧，但仍能完成。',
	'persona.silent': '接受请求，但从不应答。',
	'persona.key-echo': '以 HTTP 401 拒绝所有密钥，并在消息里重复它。',
} as const;
