data "intune_compliance_policy" "baseline" {
  display_name = "Windows - baseline"
  platform     = "windows10"
}
