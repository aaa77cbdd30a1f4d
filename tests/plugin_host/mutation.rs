//! Changes a right message into one that nobody meant. Used by the tests here and by the fuzz package.

/// Bytes that mean something to one of the decoders.
const TELLING: [u8; 24] = [
    0x00, 0x7f, 0x80, 0x81, 0x90, 0x92, 0xa0, 0xc0, 0xc1, 0xc4, 0xc7, 0xc9, 0xca, 0xcb, 0xcf, 0xd4, 0xd8,
    0xdb, 0xdd, 0xdf, 0xff, b'"', b'[', b'{',
];

/// A few changes at random places: bits, bytes that mean something, lengths, repetitions.
pub(crate) fn mutated(random: &mut fastrand::Rng, seed: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.usize(1..6) {
        if bytes.is_empty() {
            break;
        }
        let at = random.usize(0..bytes.len());
        match random.u8(0..7) {
            0 => bytes[at] ^= 1 << random.u8(0..8),
            1 => bytes[at] = TELLING[random.usize(0..TELLING.len())],
            2 => bytes.truncate(at),
            3 => bytes.insert(at, TELLING[random.usize(0..TELLING.len())]),
            4 => drop(bytes.remove(at)),
            5 => {
                let end = (at + random.usize(1..32)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let end = (at + random.usize(1..8)).min(bytes.len());
                bytes[at..end].fill(0xff);
            }
        }
    }
    bytes
}
