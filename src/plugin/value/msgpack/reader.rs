//! The parts that MessagePack is made of, one after the other; no length is believed before its bytes are there.

use rmp::Marker;

use crate::plugin::value::Misshapen;

/// Bytes that are read from the front.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn string(&mut self, marker: Marker) -> Result<&'a str, Misshapen> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 => usize::from(self.array::<1>()?[0]),
            Marker::Str16 => usize::from(u16::from_be_bytes(self.array()?)),
            Marker::Str32 => u32::from_be_bytes(self.array()?) as usize,
            other => return Err(unexpected("a string", other)),
        };
        std::str::from_utf8(self.take(length)?).map_err(|_| Misshapen::new("a string that is not UTF-8"))
    }

    pub(super) fn key(&mut self) -> Result<&'a str, Misshapen> {
        let marker = self.marker()?;
        self.string(marker)
    }

    /// The length of an array. Every element takes a byte, so a length beyond the rest is a lie that must not be
    /// believed (and allocated).
    pub(super) fn array_length(&mut self, marker: Marker, wanted: &str) -> Result<usize, Misshapen> {
        let length = match marker {
            Marker::FixArray(length) => usize::from(length),
            Marker::Array16 => usize::from(u16::from_be_bytes(self.array()?)),
            Marker::Array32 => u32::from_be_bytes(self.array()?) as usize,
            other => return Err(unexpected(wanted, other)),
        };
        if length > self.rest.len() { Err(truncated()) } else { Ok(length) }
    }

    pub(super) fn map_length(&mut self, marker: Marker, wanted: &str) -> Result<usize, Misshapen> {
        let length = match marker {
            Marker::FixMap(length) => usize::from(length),
            Marker::Map16 => usize::from(u16::from_be_bytes(self.array()?)),
            Marker::Map32 => u32::from_be_bytes(self.array()?) as usize,
            other => return Err(unexpected(wanted, other)),
        };
        if length > self.rest.len() { Err(truncated()) } else { Ok(length) }
    }

    pub(super) fn skip_extension(&mut self, marker: Marker) -> Result<(), Misshapen> {
        let length = match marker {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => usize::from(self.array::<1>()?[0]),
            Marker::Ext16 => usize::from(u16::from_be_bytes(self.array()?)),
            _ => u32::from_be_bytes(self.array()?) as usize,
        };
        // The extension's code, then its payload.
        self.take(1)?;
        self.take(length)?;
        Ok(())
    }

    pub(super) fn marker(&mut self) -> Result<Marker, Misshapen> {
        Ok(Marker::from_u8(self.array::<1>()?[0]))
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Misshapen> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or_else(truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Misshapen> {
        let (head, rest) = self.rest.split_at_checked(length).ok_or_else(truncated)?;
        self.rest = rest;
        Ok(head)
    }
}

fn truncated() -> Misshapen {
    Misshapen::new("the value ends too early")
}

pub(super) fn unexpected(wanted: &str, marker: Marker) -> Misshapen {
    let got = match marker {
        Marker::Null => "null",
        Marker::True | Marker::False => "a bool",
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => "a string",
        Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => "binary data",
        Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => "an array",
        Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => "a map",
        Marker::Reserved => "a reserved code",
        _ => "a number",
    };
    Misshapen::unexpected(wanted, got)
}
