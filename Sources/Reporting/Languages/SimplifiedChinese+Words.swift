extension SimplifiedChinese {
  static let words: [String: String] = [
    // Headings of columns.
    "Figure": "指标", "Value": "数值", "90 % range": "90 % 区间", "Note": "说明", "Cost": "费用", "Quantity": "数量",
    "Unit price": "单价", "Amount": "金额", "Price from": "价格来源", "Assumed": "假设", "Source": "来源", "Lever": "措施",
    "Time": "时间", "Energy": "电能", "Carbon": "碳排放", "market-based": "市场法", "Saved": "节省", "Before": "之前",
    "After": "之后", "Input": "输入", "What it is": "含义", "Moved by": "影响因素", "At its low end": "取低值时",
    "At its high end": "取高值时", "Accelerator": "加速器", "Provider": "提供商", "Region": "区域", "Kind": "类型",
    "Price an hour": "每小时价格", "As of": "日期", "Remark": "备注", "Total moved by": "影响总额的因素", "from": "从",
    "to": "至", "of the variance": "占方差", "What would narrow it": "如何缩小", "5th percentile": "第5百分位",
    "Median": "中位数", "95th percentile": "第95百分位", "Mean": "均值", "Standard deviation": "标准差",
    "How it came about": "由来", "Cost at its low end": "取低值时费用", "Cost at its high end": "取高值时费用", "Swing": "变动幅度",
    "Id": "编号", "Started (UTC)": "开始时间 (UTC)", "Name": "名称", "Accelerator h": "加速器小时", "Exit": "退出码",
    // Figures of a run.
    "Parameters": "参数量", "Work": "计算量", "Layout": "并行布局", "Memory of each": "每卡显存", "Step": "每步时间",
    "Goodput": "有效时间占比", "Accelerator-hours": "加速器小时", "  as published": "  公布值",
    "Energy of the machines": "设备电能", "Energy of the facility": "数据中心电能", "Carbon, operational": "运行碳排放",
    "Carbon, embodied": "隐含碳排放", "location-based": "位置法", "inside": "区间内", "outside": "区间外",
    "unknown": "未知", "included": "已含", "share of the time that makes progress": "取得进展的时间占比",
    "held by the rental price": "租金已含", "held by the electricity price": "电价已含",
    // Cost lines.
    "Total": "合计", "Accelerator rental": "加速器租赁", "Accelerator amortization": "加速器摊销",
    "Server amortization": "服务器摊销", "Interconnect amortization": "互连摊销", "Maintenance": "维护", "Upgrade": "升级",
    "Energy IT": "设备用电", "Cooling": "冷却与配电", "Demand charge": "需量电费", "Data collection": "数据采集",
    "Data annotation": "数据标注", "Data cleaning": "数据清洗", "Data storage": "数据存储", "Data transfer": "数据传输",
    "Staff": "人员", "Carbon charge": "碳费", "Computation": "计算", "Data": "数据", "Hardware": "硬件",
    "lost to pre-emption": "抢占损失", "commitment used": "承诺已用", "commitment unused": "承诺未用",
    "failed runs": "失败训练", "experiments": "实验", "spares": "备件", "facility": "机房", "water": "用水",
    "made on site": "现场发电", "green supply": "绿电", "quality control": "质检",
    "Shares of the total": "占合计的比例", "default": "默认值", "run file": "训练文件", "as it is": "现状",
    "all together": "全部合并", "--lever": "--lever", "estimate": "估计",
    // Sections of a report.
    "Where the money goes": "费用构成", "What moves the cost most": "影响费用最大的因素", "The run in figures": "训练指标",
    "Assumptions and their sources": "假设及来源", "About this report": "关于本报告",
    "Whiskers are 90 % ranges.": "细线为 90 % 区间。", "predicted": "预测", "given, not predicted": "给定，非预测",
    "on_demand": "按需", "spot": "竞价", "committed": "承诺", "estimated": "估算", "measured": "实测",
    "renting costs less than owning even at full utilization": "即使满负荷使用，租赁也比购买便宜",
    "The total when one input alone goes from its 5th to its 95th percentile; the line is the total at central inputs.":
      "单个输入从第5百分位变到第95百分位时的合计；竖线为各输入取中间值时的合计。",
    "one accelerator": "单个加速器",
  ]

  static let templates: [Template] = [
    Template("owning costs less than renting above a utilization of {}", "利用率高于 {} 时购买比租赁便宜"),
    Template("{} steps of {} sequences", "{} 步，每步 {} 条序列"),
    Template("{} of each accelerator, modelled", "每个加速器 {}，模型估计"),
    Template("{} of each accelerator, {} with host and network", "每个加速器 {}，含主机和网络 {}"),
    Template("{} of each accelerator", "每个加速器 {}"), Template("{} a token", "每个词元 {}"),
    Template("{} a sample", "每个样本 {}"), Template("does not fit {}", "放不下，容量 {}"), Template("fits {}", "放得下，容量 {}"),
    Template("{} active", "激活 {}"), Template("estimate is {} % above; {}", "估计高 {} %；{}"),
    Template("estimate is {} % below; {}", "估计低 {} %；{}"), Template("at least {}", "至少 {}"),
    Template("run file, {}", "训练文件，{}"), Template("profile {}", "硬件档案 {}"),
    Template("{} draws, seed {}", "{} 次抽样，种子 {}"), Template("not used: {}", "未采用：{}"),
    Template("{} days old", "已 {} 天"), Template("not tried: {}", "未尝试：{}"),
    Template("the price of {} is of {}, {} days ago", "{} 的价格日期为 {}，距今 {} 天"),
    Template("no electricity price is known for grid {}; the average of {} is used", "电网 {} 无已知电价；采用 {} 的平均值"),
    Template("the energy is unknown, so its cost is not in {}", "电能未知，其费用未计入 {}"),
    Template("tensor {}", "张量 {}"), Template("pipeline {}", "流水线 {}"), Template("virtual {}", "虚拟流水线 {}"),
    Template("data {}", "数据 {}"), Template("context {}", "上下文 {}"), Template("expert {}", "专家 {}"),
    Template("ZeRO stage {}", "ZeRO 第 {} 级"),
  ]
}
