data "intune_compliance_policy" "baseline" {
  display_name = "Windows - baseline"
}

data "intune_compliance_assignments" "baseline" {
  compliance_policy_id = data.intune_compliance_policy.baseline.id
}

output "groups" {
  value = [for row in data.intune_compliance_assignments.baseline.assignments : row.target.group_id if row.target.type == "group"]
}
