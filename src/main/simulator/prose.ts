/** What the embedded providers write: short essays, in the order in which they are read. */
const ESSAYS: readonly string[] = [
	`A metronome plays no music. It says when the next beat is due, and leaves the playing to you. Reading keeps time in much the same way: your eye is ready for the next word at a pace of its own, and every word has a moment at which it is due. One that comes early costs nothing and buys a little slack for the words behind it. One that comes late leaves you looking at the end of an unfinished line, and when it arrives at last the count begins again from there. No average remembers that. Divide the words by the seconds and the pause is spread so thin over the whole page that it seems never to have happened, although you sat through it.`,

	`Somebody once asked a drummer what was hard about playing slowly. The gaps, he said. Anyone can strike a drum; what an audience hears is whether you trusted the silence to last as long as it should. A beat that is late by a tenth of a second is not heard as a late beat. It is heard as doubt. The next stroke may land exactly where it belongs and the doubt will still be in the room, because listeners have stopped leaning on the rhythm and started watching it. Confidence is lent in advance and recalled without notice.`,

	`There are two ways to wait for a bus. In the first you stand at the stop with no sign and no clock, and every minute is the minute before it comes. In the second a small display says nine minutes, so you cross the road, buy an orange, and peel it. The bus is no faster. Yet the people at the first stop will tell you that the service is terrible, and the people at the second will tell you about the orange. Waiting is not measured in minutes but in the share of your attention that it holds hostage, and it holds most when it refuses to say how long.`,

	`Queues are honest about very little. A line at a bakery looks like a line of people, but what it really holds is variation: the customer who wants one loaf, the customer who wants to know what is in each of them, the moment when the till runs out of paper. If every purchase took forty seconds and a buyer came through the door every forty-one, nobody would ever wait, and the shop would be busy all day. Let both numbers wander while their averages stay as they were, and the line reaches the street by noon. The baker, asked how long he takes, will say forty seconds, and he will be right. It is the wandering that you stand in.`,

	`A reader moves along a line of print in small jumps, four or five in a second, and is blind during each. Between the jumps the eye rests for about a quarter of a second and takes in a handful of letters, clear in the middle and foggy at the sides. Out of this stutter the mind makes something so smooth that most people go through life without noticing that it was ever in pieces. The trick depends on supply. The page is always there, and the next word is always under the next jump. Take the page away for a moment, in the middle of a clause, and the smoothness goes with it. You do not merely stop; you lose the thread, and have to walk back to where the sentence was still whole.`,

	`The river that goes past my window carries, on an ordinary day, about twelve cubic metres of water a second. The bridge was built for nine times as much. When I was young I thought this a waste of good stone. Then came a wet spring, and for one afternoon the water was up to the lamps, and the bridge stood in it and was exactly large enough. Nothing was left over and nothing was missing. Whoever chose the height of those arches had not asked what the river does. He had asked what it does at its worst, how often, and who will be standing on the bridge when it happens. The yearly mean of a river is of interest to poets and to mills. Bridges are built for the afternoon.`,

	`Letters used to be read by people who knew when they would come. The post arrived at eight and at four; between eight and four there was no post, and so there was no waiting for it either. A day had two small edges where hope was allowed and long level stretches where it was not. We have since removed the edges. A message may come at any moment, which means that at any moment it has not come yet, and the level stretches are gone. It would be foolish to want the old speed back. It might not be foolish to want the old rhythm: to be told when to look, and to be free of looking until then.`,

	`On the old roads of China a rider could change horses at a relay station, written 驛, a horse beside a sign that once meant to watch. The stations stood a fixed distance apart, and an urgent letter was not carried by the fastest horse in the empire, since no such horse could have kept it up. It was carried by an unbroken chain of ordinary ones, each fresh, each ready in the yard before the last one came in sight. What made the post quick was that nobody on the road ever stood still. Speed was a property of the stable doors.`,

	`A good carpenter I know cuts slowly and is finished early. I have watched him to find out how. He does not hurry between the cuts, nor does he rest; he does the small things, sweeping the bench, turning the plank, putting the pencil back behind his ear, in the time that others spend looking for the pencil. There is no moment of which you could say that here he gained an hour. There are only the hundred moments in which he did not lose a minute. When I asked him about it he thought for a while, the saw resting on the line, and said that he had never been fast in his life. He had just never been interrupted by himself.`,

	`Walk beside somebody for an hour and your steps will fall together, though neither of you decided it. Each leads a little, each gives way a little, and the difference is settled in strides too small to notice. It is only when one of you stops, to tie a lace or to look at a heron, that the other feels how much was being shared. A pause is a small thing when it has a reason that both can see. The one that troubles us is the pause without a heron: the companion who simply stands there, for no time at all, and then walks on as if nothing had been the matter.`,
];

/** What the reasoning persona thinks before it writes. */
const THOUGHTS = `The question is about pace, so the answer should have some. Where to begin? With a metronome, perhaps: everyone has heard one, and it makes no sound of its own worth speaking of. Then what it is like to be kept waiting. A bus stop would do. Keep the numbers small and few. Do not explain the point before the picture is there. Somebody will ask about averages; let a river answer that. And end on a walk, because a walk ends quietly. Is that too much? Probably. Start anyway, and stop when it is said.`;

const BETWEEN_ESSAYS = '\n\n';

/**
 * The whole answer, once. It ends where the next reading of it may begin, so that any number of copies in a row is one
 * text whose tokens are those of the copies.
 */
export const PROSE: string = ESSAYS.map((essay) => essay + BETWEEN_ESSAYS).join('');

/** The whole reasoning, once; repeatable like {@link PROSE}. */
export const REASONING: string = THOUGHTS + BETWEEN_ESSAYS;
