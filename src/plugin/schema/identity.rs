//! Resource identity: the attributes that name a remote object, apart from its state.

use super::Type;

/// The identity of a resource type. Terraform 1.12 and later keep it beside the state and import by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentitySchema {
    /// Raised when the attributes change.
    pub version: i64,
    /// In the order in which documentation lists them.
    pub attributes: Vec<IdentityAttribute>,
}

/// One attribute of an identity. Terraform allows primitive types and lists of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityAttribute {
    /// The attribute's name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether `import { identity = { … } }` must give it.
    pub import: ImportUse,
    /// One sentence for documentation.
    pub description: String,
}

/// Whether an identity attribute must be given to import by identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportUse {
    /// It must.
    Required,
    /// It may; the provider finds it out otherwise.
    Optional,
}

impl IdentitySchema {
    /// The object type of an identity.
    pub fn ty(&self) -> Type {
        Type::Object(
            self.attributes.iter().map(|attribute| (attribute.name.clone(), attribute.ty.clone())).collect(),
        )
    }
}
