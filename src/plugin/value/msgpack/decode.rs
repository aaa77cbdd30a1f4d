//! Bytes to values.

use std::collections::{BTreeMap, HashMap};

use rmp::Marker;
use tf_provider::AttributePathStep;
use tf_provider::schema::Type;

use super::reader::{Reader, unexpected};
use crate::plugin::value::misshapen::Quoted;
use crate::plugin::value::{Dynamic, Known, MAX_DEPTH, Misshapen, Number, Value, distinct, parse_type};

/// Room that is made before any element has been seen. A length costs its sender five bytes, whatever it says.
const MAX_ROOM: usize = 256;

/// Reads a value of this type. No bytes at all are null.
///
/// # Errors
/// When the bytes are not MessagePack, go on after the value, or hold another shape than the type: an object must
/// have exactly its attributes, each once.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Dynamic, Misshapen> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let mut decoder = Decoder { reader: Reader::new(bytes), depth: 0 };
    let value = decoder.value(ty)?;
    match decoder.reader.left() {
        0 => Ok(value),
        extra => Err(Misshapen::new(format!("{extra} bytes follow the value"))),
    }
}

/// Reads values as their types direct.
struct Decoder<'a> {
    reader: Reader<'a>,
    depth: usize,
}

impl Decoder<'_> {
    fn value(&mut self, ty: &Type) -> Result<Dynamic, Misshapen> {
        let marker = self.reader.marker()?;
        match marker {
            Marker::Null => Ok(Value::Null),
            Marker::FixExt1
            | Marker::FixExt2
            | Marker::FixExt4
            | Marker::FixExt8
            | Marker::FixExt16
            | Marker::Ext8
            | Marker::Ext16
            | Marker::Ext32 => {
                self.reader.skip_extension(marker)?;
                Ok(Value::Unknown)
            }
            _ if self.depth == MAX_DEPTH => Err(Misshapen::too_deep(MAX_DEPTH)),
            _ => {
                self.depth += 1;
                let known = self.known(marker, ty)?;
                self.depth -= 1;
                Ok(Value::Value(known))
            }
        }
    }

    fn known(&mut self, marker: Marker, ty: &Type) -> Result<Known, Misshapen> {
        Ok(match ty {
            Type::Bool => match marker {
                Marker::True => Known::Bool(true),
                Marker::False => Known::Bool(false),
                other => return Err(unexpected("a bool", other)),
            },
            Type::String => Known::String(self.reader.string(marker)?.to_owned()),
            Type::Number => Known::Number(self.number(marker)?),
            Type::List(element) => Known::List(self.list(marker, element)?),
            Type::Set(element) => Known::List(distinct(self.list(marker, element)?)),
            Type::Map(element) => Known::Map(self.map(marker, element)?),
            Type::Object(attributes) => Known::Map(self.object(marker, attributes)?),
            Type::Tuple(elements) => Known::List(self.tuple(marker, elements)?),
            Type::Any => self.dynamic(marker)?,
        })
    }

    fn number(&mut self, marker: Marker) -> Result<Number, Misshapen> {
        Ok(match marker {
            Marker::FixPos(value) => i64::from(value).into(),
            Marker::FixNeg(value) => i64::from(value).into(),
            Marker::U8 => i64::from(self.reader.array::<1>()?[0]).into(),
            Marker::U16 => i64::from(u16::from_be_bytes(self.reader.array()?)).into(),
            Marker::U32 => i64::from(u32::from_be_bytes(self.reader.array()?)).into(),
            Marker::U64 => u64::from_be_bytes(self.reader.array()?).into(),
            Marker::I8 => i64::from(i8::from_be_bytes(self.reader.array()?)).into(),
            Marker::I16 => i64::from(i16::from_be_bytes(self.reader.array()?)).into(),
            Marker::I32 => i64::from(i32::from_be_bytes(self.reader.array()?)).into(),
            Marker::I64 => i64::from_be_bytes(self.reader.array()?).into(),
            Marker::F32 => finite(f64::from(f32::from_be_bytes(self.reader.array()?)))?,
            Marker::F64 => finite(f64::from_be_bytes(self.reader.array()?))?,
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                self.reader.string(marker)?.parse().map_err(|error| Misshapen::new(format!("{error}")))?
            }
            other => return Err(unexpected("a number", other)),
        })
    }

    fn list(&mut self, marker: Marker, element: &Type) -> Result<Vec<Dynamic>, Misshapen> {
        let length = self.reader.array_length(marker, "a list")?;
        let mut elements = Vec::with_capacity(length.min(MAX_ROOM));
        for index in 0..length {
            elements.push(self.value(element).map_err(|error| error.within(at(index)))?);
        }
        Ok(elements)
    }

    fn tuple(&mut self, marker: Marker, types: &[Type]) -> Result<Vec<Dynamic>, Misshapen> {
        let length = self.reader.array_length(marker, "a tuple")?;
        if length != types.len() {
            return Err(Misshapen::unexpected(
                &format!("a tuple of {}", types.len()),
                &format!("{length} elements"),
            ));
        }
        types
            .iter()
            .enumerate()
            .map(|(index, ty)| self.value(ty).map_err(|error| error.within(at(index))))
            .collect()
    }

    fn map(&mut self, marker: Marker, element: &Type) -> Result<BTreeMap<String, Dynamic>, Misshapen> {
        let length = self.reader.map_length(marker, "a map")?;
        let mut entries = BTreeMap::new();
        for _ in 0..length {
            let key = self.reader.key()?.to_owned();
            let value = self
                .value(element)
                .map_err(|error| error.within(AttributePathStep::Key(key.clone().into())))?;
            if entries.insert(key.clone(), value).is_some() {
                return Err(Misshapen::new(format!("the key {} twice in one map", Quoted(&key))));
            }
        }
        Ok(entries)
    }

    fn object(
        &mut self,
        marker: Marker,
        attributes: &HashMap<String, Type>,
    ) -> Result<BTreeMap<String, Dynamic>, Misshapen> {
        let length = self.reader.map_length(marker, "an object")?;
        let mut entries = BTreeMap::new();
        for _ in 0..length {
            let name = self.reader.key()?;
            let Some(ty) = attributes.get(name) else {
                return Err(Misshapen::undefined(name));
            };
            let value = self
                .value(ty)
                .map_err(|error| error.within(AttributePathStep::Attribute(name.to_owned().into())))?;
            if entries.insert(name.to_owned(), value).is_some() {
                return Err(Misshapen::new(format!("the attribute {name:?} twice in one object")));
            }
        }
        if entries.len() < attributes.len() {
            let mut missing: Vec<_> = attributes.keys().filter(|name| !entries.contains_key(*name)).collect();
            missing.sort();
            return Err(Misshapen::new(format!("an object without its attributes {missing:?}")));
        }
        Ok(entries)
    }

    /// `[type JSON, value]`
    fn dynamic(&mut self, marker: Marker) -> Result<Known, Misshapen> {
        if self.reader.array_length(marker, "a type and its value")? != 2 {
            return Err(unexpected("a type and its value", marker));
        }
        let marker = self.reader.marker()?;
        let json = match marker {
            Marker::Bin8 => {
                let length = self.reader.array::<1>()?[0];
                self.reader.take(usize::from(length))?
            }
            Marker::Bin16 => {
                let length = u16::from_be_bytes(self.reader.array()?);
                self.reader.take(usize::from(length))?
            }
            Marker::Bin32 => {
                let length = u32::from_be_bytes(self.reader.array()?);
                self.reader.take(length as usize)?
            }
            text => self.reader.string(text)?.as_bytes(),
        };
        let ty = parse_type(json)?;
        let value = self.value(&ty)?;
        Ok(Known::Any(String::from_utf8_lossy(json).into_owned(), Box::new(value)))
    }
}

fn at(index: usize) -> AttributePathStep {
    AttributePathStep::Index(index as i64)
}

fn finite(value: f64) -> Result<Number, Misshapen> {
    Number::from_f64(value).ok_or_else(|| Misshapen::unexpected("a finite number", &value.to_string()))
}
